/// How long a guest's agent may take, on the reference machine: for an answer, for all its files, and for everything from
/// its start to its end.
///
/// A guest that answers each time just before its limit, or sends piece after piece of nothing, has the last of them only.
enum ConversationLimits {
    /// A batch of transfers takes about a second, a trace of 8 MiB about two.
    static let answer = Duration.seconds(30)
    /// All of them together.
    static let files = Duration.seconds(60)

    /// From the guest's start to its end.
    /// - Parameters:
    ///   - boot: what its first word may take.
    ///   - batches: of transfers, each of some ten questions, which take a second or two.
    ///   - drives: devices that the kernel's own drivers drive, each a question that takes a few seconds.
    static func whole(boot: Duration, batches: Int, drives: Int) -> Duration {
        boot + .seconds(60) + files + .seconds(15) * batches + answer * drives
    }
}
