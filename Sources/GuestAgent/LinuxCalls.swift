import CGuest
import CProbe
import Glibc

/// The kernel that this process runs on.
struct LinuxCalls: SystemCalls {
    func openFile(_ path: String, _ flags: Int32) -> Int32 { guest_open(path, flags) }

    func openDirect(_ path: String) -> Int32 { guest_open_direct(path) }

    func closeFile(_ descriptor: Int32) { close(descriptor) }

    func readFile(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        counted(Glibc.read(descriptor, buffer.baseAddress, buffer.count))
    }

    func readFile(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
        counted(pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset)))
    }

    func writeFile(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        counted(Glibc.write(descriptor, bytes.baseAddress, bytes.count))
    }

    func writeFile(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int {
        counted(pwrite(descriptor, bytes.baseAddress, bytes.count, off_t(offset)))
    }

    func seekToEnd(of descriptor: Int32) { lseek(descriptor, 0, SEEK_END) }

    func makeFolder(_ path: String) -> Int32 { result(mkdir(path, 0o700)) }

    func removeFolder(_ path: String) -> Int32 { result(rmdir(path)) }

    func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { raw in
                String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    func target(of link: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = readlink(link, &buffer, buffer.count)
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
    }

    func loadModule(_ descriptor: Int32, _ parameters: String) -> Int32 { guest_load_module(descriptor, parameters) }

    func runOn(_ processor: Int32) -> Int32 { guest_run_on(processor) }

    var processors: Int { sysconf(Int32(_SC_NPROCESSORS_ONLN)) }

    var milliseconds: Int {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return now.tv_sec * 1000 + now.tv_nsec / 1_000_000
    }

    func sleep(microseconds: UInt32) { usleep(microseconds) }

    func answer(
        within patience: Int, of work: @escaping @Sendable () -> [UInt8]
    ) throws(Problem) -> [UInt8]? {
        try Abandonable.answer(within: patience, of: work)
    }

    func networkUp(_ name: String, _ address: UInt32) -> Int32 { guest_network_up(name, address) }

    func echoSocket(_ name: String) -> Int32 { guest_echo_socket(name) }

    func send(_ socket: Int32, _ address: UInt32, _ bytes: [UInt8]) -> Int32 {
        guest_send(socket, address, bytes, bytes.count)
    }

    private func counted(_ count: Int) -> Int { count < 0 ? -Int(errno) : count }
}

extension LinuxCalls {
    func ask(_ descriptor: Int32, _ request: inout dmaroute_setup) -> Int32 {
        result(dmaroute_do_setup(descriptor, &request))
    }
    func ask(_ descriptor: Int32, _ request: inout dmaroute_load) -> Int32 {
        result(dmaroute_do_load(descriptor, &request))
    }
    func ask(_ descriptor: Int32, _ request: inout dmaroute_poll) -> Int32 {
        result(dmaroute_do_poll(descriptor, &request))
    }
    func ask(_ descriptor: Int32, _ request: inout dmaroute_map) -> Int32 {
        result(dmaroute_do_map(descriptor, &request))
    }
    func ask(_ descriptor: Int32, _ request: inout dmaroute_move) -> Int32 {
        result(dmaroute_do_move(descriptor, &request))
    }
    func ask(_ descriptor: Int32, _ request: inout dmaroute_store) -> Int32 {
        result(dmaroute_do_store(descriptor, &request))
    }
    func ask(_ descriptor: Int32, _ request: inout dmaroute_check) -> Int32 {
        result(dmaroute_do_check(descriptor, &request))
    }
    func ask(_ descriptor: Int32, _ request: inout dmaroute_release) -> Int32 {
        result(dmaroute_do_release(descriptor, &request))
    }
    func ask(_ descriptor: Int32, _ request: inout dmaroute_hold) -> Int32 {
        result(dmaroute_do_hold(descriptor, &request))
    }
    func ask(_ descriptor: Int32, _ request: inout dmaroute_remask) -> Int32 {
        result(dmaroute_do_remask(descriptor, &request))
    }
    func ask(_ descriptor: Int32, _ request: inout dmaroute_unmap) -> Int32 {
        result(dmaroute_do_unmap(descriptor, &request))
    }
    func ask(_ descriptor: Int32, _ request: inout dmaroute_info) -> Int32 {
        result(dmaroute_do_info(descriptor, &request))
    }

    private func result(_ code: Int32) -> Int32 { code == 0 ? 0 : -errno }
}
