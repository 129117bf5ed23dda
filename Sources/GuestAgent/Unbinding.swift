import Glibc

/// Takes devices from the kernel's own drivers again.
///
/// Where the kernel has no events of the DMA API, an allocation's address is seen only where it is given back, and a
/// driver does that when it leaves its device.
enum Unbinding {
    /// Seconds until a driver that does not leave is left alone.
    private static let patience = 5

    static func all(_ slots: [String]) {
        var ends: [Int32] = [0, 0]
        guard !slots.isEmpty, pipe(&ends) == 0 else { return }
        defer { close(ends[0]) }
        let errand = Unmanaged.passRetained(Errand(slots: slots, answer: ends[1]))
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
            return
        }
        pthread_detach(thread)
        var waiting = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
        _ = poll(&waiting, 1, Int32(patience * 1000))
    }

    /// What the thread does, which is left behind where a driver hangs.
    private final class Errand: Sendable {
        let slots: [String]
        let answer: Int32

        init(slots: [String], answer: Int32) {
            self.slots = slots
            self.answer = answer
        }

        func run() {
            for slot in slots { try? Files.write(slot, to: "\(PCI.folder)/\(slot)/driver/unbind") }
            _ = write(answer, "1", 1)
            close(answer)
        }
    }
}
