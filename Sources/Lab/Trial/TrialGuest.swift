import Glibc

/// A guest of a hundred bytes that shows whether an accelerator really runs instructions.
///
/// /dev/kvm that opens, and even creates virtual machines, proves nothing: in some cloud sandboxes no guest runs on it.
public struct TrialGuest: Sendable {
    /// What became of a trial guest.
    public enum End: Hashable, Sendable {
        /// The guest came to its last instruction.
        case ran(Duration)
        /// It did not, for this reason.
        case failed(String)
    }

    /// Runs the trial guest on an accelerator; never takes much longer than the deadline.
    public var run: @Sendable (Accelerator, Deadline) -> End

    public init(run: @escaping @Sendable (Accelerator, Deadline) -> End) { self.run = run }

    /// By QEMU itself, as later guests are.
    /// - Parameter starter: what starts QEMU as whom later ones run as; empty: as this user.
    public static func qemu(
        emulator: String, starter: [String] = [], machine: LabMachine, folder: String, cancellation: Cancellation
    ) -> TrialGuest {
        TrialGuest { accelerator, deadline in
            let image = folder + "/trial.rom"
            let output = folder + "/trial.log"
            defer {
                unlink(image)
                unlink(output)
            }
            do throws(LabError) {
                try SmallFile.write(machine.trial.bytes, to: image)
            } catch {
                return .failed(error.message)
            }
            let begin = SuspendingClock.now
            let end = ChildProcess.run(
                starter + [
                    emulator, "-no-user-config", "-nodefaults", "-display", "none", "-machine", machine.type, "-accel",
                    accelerator.rawValue, "-m", "64",
                ] + machine.trial.arguments(image), output: output, deadline: deadline, cancellation: cancellation)
            let said = SmallFile.read(output, limit: 4096).map { String(decoding: $0, as: UTF8.self) } ?? ""
            return judge(
                end, lastWord: machine.trial.lastWord, said: said, took: SuspendingClock.now - begin,
                limit: deadline.allowed)
        }
    }

    private static func judge(
        _ end: ChildProcess.End, lastWord: Int32, said: String, took: Duration, limit: Duration
    ) -> End {
        let words = said.split(whereSeparator: \.isNewline).prefix(2).joined(separator: "; ").prefix(300)
        let tail = words.isEmpty ? "" : ": \(words)"
        switch end {
        case .exited(lastWord): return .ran(took)
        case .exited(let status): return .failed("QEMU ended with status \(status)\(tail)")
        case .signalled(let signal): return .failed("QEMU died of signal \(signal)\(tail)")
        case .noRoom: return .failed("the disk is full\(tail)")
        case .tooMuch: return .failed("QEMU printed without end\(tail)")
        case .limit: return .failed("a trial guest did not end within \(limit.spoken)\(tail)")
        case .cancelled: return .failed("interrupted")
        case .notStarted(let number): return .failed("QEMU did not start: \(String(cString: strerror(number)))")
        }
    }
}
