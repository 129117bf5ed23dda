import Glibc

/// Work that the kernel may keep without end, which nothing in the guest can end then: a thread does it, and is left
/// behind where it hangs.
enum Abandonable {
    /// - Parameters:
    ///   - patience: Seconds until the thread is left behind.
    ///   - work: Its answer; at most `PIPE_BUF` bytes, and so written as one.
    /// - Returns: nil where no answer came.
    static func answer(within patience: Int, of work: @escaping @Sendable () -> [UInt8]) throws(Problem) -> [UInt8]? {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Problem("pipe", errno: errno) }
        // Its other end stays open where the thread hangs: closed, it would be taken for an answer.
        defer { close(ends[0]) }
        let errand = Unmanaged.passRetained(Errand(work: work, answer: ends[1]))
        var thread = pthread_t()
        let failure = pthread_create(
            &thread, nil,
            { errand in
                guard let errand else { return nil }
                Unmanaged<Errand>.fromOpaque(errand).takeRetainedValue().run()
                return nil
            }, errand.toOpaque())
        guard failure == 0 else {
            errand.release()
            close(ends[1])
            throw Problem("start a thread", errno: failure)
        }
        pthread_detach(thread)
        var waiting = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
        guard poll(&waiting, 1, Int32(patience * 1000)) > 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(PIPE_BUF))
        let count = read(ends[0], &bytes, bytes.count)
        return count > 0 ? Array(bytes[..<count]) : nil
    }

    /// What the thread does, and where it answers.
    private final class Errand: Sendable {
        private let work: @Sendable () -> [UInt8]
        private let answer: Int32

        init(work: @escaping @Sendable () -> [UInt8], answer: Int32) {
            self.work = work
            self.answer = answer
        }

        func run() {
            let bytes = work()
            _ = write(answer, bytes, bytes.count)
            close(answer)
        }
    }
}
