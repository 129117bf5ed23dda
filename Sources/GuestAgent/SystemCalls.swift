import CProbe
import Glibc

/// What the agent and the observer ask of the kernel that they run on. A value is handed down, so that tests answer in
/// its place.
protocol SystemCalls: ProbeCalls {
    /// - Returns: a descriptor, or a negative errno, as for every call below that does not say otherwise.
    func openFile(_ path: String, _ flags: Int32) -> Int32
    /// Opens a file to read and write past the page cache.
    func openDirect(_ path: String) -> Int32
    func closeFile(_ descriptor: Int32)
    /// - Returns: how many bytes, or a negative errno.
    func readFile(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Int
    func readFile(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> Int
    func writeFile(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int
    func writeFile(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int
    func seekToEnd(of descriptor: Int32)

    /// Makes a folder for its owner alone: 0, or a negative errno.
    func makeFolder(_ path: String) -> Int32
    /// Removes a folder that is empty, or of tracefs: 0, or a negative errno.
    func removeFolder(_ path: String) -> Int32
    func exists(_ path: String) -> Bool
    /// Names in a folder, sorted; none if there is no such folder.
    func names(in folder: String) -> [String]
    /// Where a symbolic link points to; nil if it is none.
    func target(of link: String) -> String?

    /// - Returns: 0, or a negative errno.
    func loadModule(_ descriptor: Int32, _ parameters: String) -> Int32
    /// Keeps this thread on one processor, or with -1 lets it go again: 0, or a negative errno.
    func runOn(_ processor: Int32) -> Int32
    /// Processors that are online.
    var processors: Int { get }

    /// Of a clock that never goes back.
    var milliseconds: Int { get }
    func sleep(microseconds: UInt32)
    /// Work that the kernel may keep without end; see ``Abandonable``.
    func answer(
        within patience: Int, of work: @escaping @Sendable () -> [UInt8]
    ) throws(Problem) -> [UInt8]?

    /// Gives a network interface its address in a /24 of IPv4 and switches it on: 0, or a negative errno.
    func networkUp(_ name: String, _ address: UInt32) -> Int32
    /// A raw socket for ICMP over this interface alone, whose reads give up after 100 ms.
    func echoSocket(_ name: String) -> Int32
    /// Sends bytes to an address of IPv4: 0, or a negative errno.
    func send(_ socket: Int32, _ address: UInt32, _ bytes: [UInt8]) -> Int32
}

/// The ioctls of /dev/dmaroute (images/probe/dmaroute_probe.h), each 0 or a negative errno.
protocol ProbeCalls: Sendable {
    func ask(_ descriptor: Int32, _ request: inout dmaroute_setup) -> Int32
    func ask(_ descriptor: Int32, _ request: inout dmaroute_load) -> Int32
    func ask(_ descriptor: Int32, _ request: inout dmaroute_poll) -> Int32
    func ask(_ descriptor: Int32, _ request: inout dmaroute_map) -> Int32
    func ask(_ descriptor: Int32, _ request: inout dmaroute_move) -> Int32
    func ask(_ descriptor: Int32, _ request: inout dmaroute_store) -> Int32
    func ask(_ descriptor: Int32, _ request: inout dmaroute_check) -> Int32
    func ask(_ descriptor: Int32, _ request: inout dmaroute_release) -> Int32
    func ask(_ descriptor: Int32, _ request: inout dmaroute_hold) -> Int32
    func ask(_ descriptor: Int32, _ request: inout dmaroute_remask) -> Int32
    func ask(_ descriptor: Int32, _ request: inout dmaroute_unmap) -> Int32
    func ask(_ descriptor: Int32, _ request: inout dmaroute_info) -> Int32
}
