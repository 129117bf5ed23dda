/// What is fuzzed: each takes any bytes, as somebody hostile would have written them.
enum FuzzTarget: String, CaseIterable {
    /// The memory that a guest shares with the harness: eight bytes of an index, then what lies in the ring.
    case ring
    /// One frame of the guest protocol, of either direction.
    case frames
    /// The files of an attempt at a boot, each behind a line `%%%% NAME`.
    case attempt
    case report
    /// YAML that people write.
    case config, nodes, known
    /// JSON that a run's folder holds.
    case plan, journal
    /// A node's archive of a run.
    case archive
    /// A node's answer to `doctor`.
    case node
    /// Text that reaches a terminal.
    case words

    func take(_ bytes: [UInt8]) {
        switch self {
        case .ring: GuestInput.ring(bytes)
        case .frames: GuestInput.frame(bytes)
        case .attempt: AttemptInput.take(bytes)
        case .report: TextInput.report(bytes)
        case .config: TextInput.config(bytes)
        case .nodes: TextInput.nodes(bytes)
        case .known: TextInput.known(bytes)
        case .plan: RunInput.plan(bytes)
        case .journal: RunInput.journal(bytes)
        case .archive: RunInput.archive(bytes)
        case .node: RunInput.node(bytes)
        case .words: TextInput.words(bytes)
        }
    }
}

/// Ends the process, as a trap does, where what was read is not what it must be.
func must(_ condition: Bool, _ what: String) {
    precondition(condition, what)
}
