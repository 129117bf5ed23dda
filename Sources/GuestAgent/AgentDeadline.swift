/// A moment after which waiting is given up.
struct AgentDeadline {
    private let system: any SystemCalls
    private let begin: Int
    private let end: Int

    init(seconds: Int, _ system: any SystemCalls) {
        self.system = system
        begin = system.milliseconds
        end = begin + seconds * 1000
    }

    var hasPassed: Bool { system.milliseconds >= end }

    /// Sleeps, so that waiting costs an emulated processor little: a tenth of what was waited so far, from 1 ms to 4 ms.
    /// - Returns: false once the moment has passed.
    func pause() -> Bool {
        pause(milliseconds: min(4, max(1, (system.milliseconds - begin) / 10)))
    }

    /// - Returns: false, without sleeping, once the moment has passed.
    func pause(milliseconds: Int) -> Bool {
        guard !hasPassed else { return false }
        system.sleep(microseconds: UInt32(clamping: milliseconds) * 1000)
        return true
    }
}
