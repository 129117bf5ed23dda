import CProbe
import Glibc
import GuestProtocol

@testable import GuestAgent

/// A kernel made of dictionaries: files by path, a clock that moves only by being slept on, and a probe that does as it
/// is told. What is asked of it stands in ``calls``, in order.
///
/// `@unchecked Sendable`: a test and the agent in it share one thread, and each test has a kernel of its own.
final class FakeKernel: SystemCalls, @unchecked Sendable {
    var files: [String: [UInt8]] = [:]
    var links: [String: String] = [:]
    /// Files of this machine that stand for others, by the others' paths.
    var realFiles: [String: String] = [:]
    /// Errno of opening, reading or writing a path; positive.
    var openErrors: [String: Int32] = [:]
    var readErrors: [String: Int32] = [:]
    var writeErrors: [String: Int32] = [:]
    /// Bytes of a file at an offset, of files that are too large to stand here.
    var sparse: [String: [Int: [UInt8]]] = [:]
    /// Files of which a write takes so many bytes.
    var shortWrites: [String: Int] = [:]
    /// Processors by which reads at an offset move nothing, and those on which nobody may stay.
    var deafOn: Set<Int32> = []
    var closedTo: Set<Int32> = []
    /// What happens once the clock stands so far.
    var later: [(at: Int, event: (FakeKernel) -> Void)] = []
    /// Whether a sleep is one, for what waits for another process.
    var reallySleeps = false
    /// Files whose device says of a read at an offset that it was done, and moves nothing.
    var deaf: Set<String> = []
    /// What else a write does.
    var onWrite: (_ kernel: FakeKernel, _ path: String, _ text: String) -> Void = { _, _, _ in }
    /// What else stands in a folder that was made.
    var onFolder: (_ kernel: FakeKernel, _ path: String) -> Void = { _, _ in }
    /// What loading a module does: 0, or a negative errno.
    var onLoad: (_ path: String) -> Int32 = { _ in 0 }
    /// Records of /dev/kmsg; nil where some were overwritten before they were read.
    var log: [[UInt8]?] = []
    /// What the kernel logs while a call of the probe's runs, by the call's name.
    var logs: [String: [String]] = [:]
    var probe = FakeProbe()
    /// Packets that come back for one that is sent, each as the socket hands it out.
    var echo: (_ packet: [UInt8]) -> [[UInt8]] = { _ in [] }
    var networkResult: Int32 = 0
    /// Errno of a new socket, and of what is sent; positive.
    var socketError: Int32 = 0
    var sendError: Int32 = 0
    /// Whether work that may hang does.
    var hangs = false
    var processors = 2

    private(set) var calls: [String] = []
    private(set) var now = 5_000
    private(set) var opened: [Int32: Opened] = [:]
    /// With which flags a path was opened last.
    private(set) var flags: [String: Int32] = [:]
    /// Whether every buffer that was read into or written from at an offset began on a page.
    private(set) var onlyWholePages = true
    private var processor: Int32 = 0
    private var received: [[UInt8]] = []
    /// Beyond every descriptor of this process.
    private var next: Int32 = 1 << 20

    struct Opened {
        var path: String
        var offset = 0
        var appends = false
    }

    /// What was asked, of the calls that begin so.
    func calls(_ beginnings: String...) -> [String] {
        calls.filter { call in beginnings.contains { call.hasPrefix($0) } }
    }

    func note(_ call: String) { calls.append(call) }

    func put(_ text: String, at path: String) { files[path] = Array(text.utf8) }

    func text(at path: String) -> String? { files[path].map { String(decoding: $0, as: UTF8.self) } }

    func say(_ message: String, seconds: Int = 1) {
        log.append(Array("6,1,\(seconds)000042,-;\(message)\n SUBSYSTEM=pci\n".utf8))
    }

    // MARK: files

    func openFile(_ path: String, _ flags: Int32) -> Int32 {
        if let error = openErrors[path] { return -error }
        self.flags[path] = flags
        if let real = realFiles[path] { return LinuxCalls().openFile(real, flags) }
        guard files[path] != nil || path == "/dev/kmsg" else { return -ENOENT }
        let writes = flags & O_ACCMODE != O_RDONLY
        if writes, flags & O_APPEND == 0, flags & O_TRUNC != 0 { files[path] = [] }
        defer { next += 1 }
        opened[next] = Opened(path: path, appends: flags & O_APPEND != 0)
        return next
    }

    func openDirect(_ path: String) -> Int32 {
        note("open direct \(path)")
        return openFile(path, O_RDWR)
    }

    func closeFile(_ descriptor: Int32) {
        if opened.removeValue(forKey: descriptor) == nil { LinuxCalls().closeFile(descriptor) }
    }

    func readFile(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard let file = opened[descriptor] else { return LinuxCalls().readFile(descriptor, into: buffer) }
        if let error = readErrors[file.path] { return -Int(error) }
        if file.path == "/dev/kmsg" { return readLog(descriptor, into: buffer) }
        if file.path.hasPrefix("socket:") { return receive(into: buffer) }
        let count = readFile(descriptor, into: buffer, at: file.offset)
        opened[descriptor]?.offset += max(0, count)
        return count
    }

    func readFile(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
        guard let file = opened[descriptor], let bytes = files[file.path] else { return -Int(EBADF) }
        if let error = readErrors[file.path] { return -Int(error) }
        if offset != file.offset { lookAt(buffer.baseAddress) }
        let part = sparse[file.path].map { ($0[offset] ?? [])[...] } ?? bytes.dropFirst(offset).prefix(buffer.count)
        if !deaf.contains(file.path), !deafOn.contains(processor) { buffer.copyBytes(from: part) }
        return part.count
    }

    func writeFile(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        guard let file = opened[descriptor] else { return -Int(EBADF) }
        let text = String(decoding: bytes, as: UTF8.self)
        note("write \(file.path) \(text)")
        if let error = writeErrors[file.path] { return -Int(error) }
        if let taken = shortWrites[file.path] { return taken }
        files[file.path] = (file.appends ? files[file.path] ?? [] : []) + Array(bytes) + (file.appends ? [0x0a] : [])
        onWrite(self, file.path, text)
        return bytes.count
    }

    func writeFile(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int {
        guard let file = opened[descriptor], var all = files[file.path] else { return -Int(EBADF) }
        lookAt(bytes.baseAddress)
        note("write at \(offset) of \(file.path), \(bytes.count) bytes")
        if let error = writeErrors[file.path] { return -Int(error) }
        if all.count < offset + bytes.count { all += [UInt8](repeating: 0, count: offset + bytes.count - all.count) }
        all.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
        files[file.path] = all
        return bytes.count
    }

    func seekToEnd(of descriptor: Int32) { opened[descriptor]?.offset = log.count }

    /// Below /sys a folder is this kernel's own; any other is one of a test's scratch folder.
    func makeFolder(_ path: String) -> Int32 {
        guard path.hasPrefix("/sys/") else { return LinuxCalls().makeFolder(path) }
        note("make \(path)")
        onFolder(self, path)
        return 0
    }

    func removeFolder(_ path: String) -> Int32 {
        guard path.hasPrefix("/sys/") else { return LinuxCalls().removeFolder(path) }
        note("remove \(path)")
        files = files.filter { !$0.key.hasPrefix(path + "/") }
        return 0
    }

    func exists(_ path: String) -> Bool {
        files[path] != nil || links[path] != nil || !names(in: path).isEmpty
    }

    func names(in folder: String) -> [String] {
        Set(
            (Array(files.keys) + links.keys).filter { $0.hasPrefix(folder + "/") }.map {
                String($0.dropFirst(folder.utf8.count + 1).prefix { $0 != "/" })
            }
        ).sorted()
    }

    func target(of link: String) -> String? { links[link] }

    func loadModule(_ descriptor: Int32, _ parameters: String) -> Int32 {
        let path = opened[descriptor]?.path ?? "?"
        note("module \(path)\(parameters.isEmpty ? "" : " \(parameters)")")
        return onLoad(path)
    }

    func runOn(_ processor: Int32) -> Int32 {
        note("run on \(processor)")
        guard processor < Int32(processors), !closedTo.contains(processor) else { return -EINVAL }
        self.processor = max(0, processor)
        return 0
    }

    private func lookAt(_ memory: UnsafeRawPointer?) {
        if UInt(bitPattern: memory) % 4096 != 0 { onlyWholePages = false }
    }

    private func readLog(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let at = opened[descriptor]?.offset ?? 0
        guard at < log.count else { return -Int(EAGAIN) }
        opened[descriptor]?.offset += 1
        guard let record = log[at] else { return -Int(EPIPE) }
        buffer.copyBytes(from: record)
        return record.count
    }

    // MARK: time

    var milliseconds: Int { now }

    func sleep(microseconds: UInt32) {
        now += max(1, Int(microseconds) / 1000)
        if reallySleeps { usleep(microseconds) }
        let due = later.filter { $0.at <= now }
        later.removeAll { $0.at <= now }
        for one in due { one.event(self) }
    }

    func answer(
        within patience: Int, of work: @escaping @Sendable () -> [UInt8]
    ) throws(Problem) -> [UInt8]? {
        note("within \(patience) s")
        guard !hangs else { return nil }
        return work()
    }

    // MARK: network

    func networkUp(_ name: String, _ address: UInt32) -> Int32 {
        note("network \(name) \(address)")
        return networkResult
    }

    func echoSocket(_ name: String) -> Int32 {
        guard socketError == 0 else { return -socketError }
        defer { next += 1 }
        opened[next] = Opened(path: "socket:\(name)")
        return next
    }

    func send(_ socket: Int32, _ address: UInt32, _ bytes: [UInt8]) -> Int32 {
        note("send \(address), \(bytes.count) bytes")
        guard sendError == 0 else { return -sendError }
        received += echo(bytes)
        return 0
    }

    private func receive(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard !received.isEmpty else {
            now += 100
            return -Int(EAGAIN)
        }
        let packet = received.removeFirst()
        buffer.copyBytes(from: packet)
        return packet.count
    }
}
