import CProbe
import Glibc
import GuestProtocol

@testable import GuestAgent

/// What stands behind the ioctls of a ``FakeKernel``.
struct FakeProbe {
    /// Milliseconds that a transfer takes; nil for one that never ends.
    var transfer: Int? = 100
    /// Devices whose transfers never end.
    var stuck: Set<UInt32> = []
    /// Answers of the next calls of a name, before those that it gives by itself.
    var errors: [String: [Int32]] = [:]
    /// What a device's set-up comes to.
    var onSetUp: (inout dmaroute_setup) -> Void = { _ in }
    /// What a map comes to.
    var onMap: (inout dmaroute_map) -> Void = { _ in }
    /// Of the mappings that are to be held, those that the kernel makes.
    var served: UInt32?
    /// Lines of a slot, or of what is released, that are wrong.
    var wrong: UInt32 = 0
    var kept: UInt32 = 0
    /// What was asked to be held and masked before calls, and with what each device was set up.
    fileprivate(set) var holds: [dmaroute_hold] = []
    fileprivate(set) var remasks: [dmaroute_remask] = []
    fileprivate(set) var magics: [UInt64] = []
    /// When each device's transfer ends.
    fileprivate var ends: [UInt32: Int] = [:]
}

extension FakeKernel {
    func ask(_ descriptor: Int32, _ request: inout dmaroute_setup) -> Int32 {
        let slot = withUnsafeBytes(of: request.slot) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        return asked("setup", "\(request.index) \(slot) \(request.dma_bits)/\(request.coherent_bits)") {
            probe.magics.append(request.magic)
            request.control_address = 0x10_0000 + UInt64(request.index) << 12
            request.io_tlb = 0x5000
            request.max_mapping = .max
            probe.onSetUp(&request)
        }
    }

    func ask(_ descriptor: Int32, _ request: inout dmaroute_load) -> Int32 {
        asked("load", "\(request.index) role \(request.role) nonce \(request.nonce)") { start(request.index) }
    }

    func ask(_ descriptor: Int32, _ request: inout dmaroute_poll) -> Int32 {
        let isDone = probe.ends[request.index].map { milliseconds >= $0 } ?? false
        request.result = isDone ? 0 : -EINPROGRESS
        return probe.errors["poll"]?.isEmpty == false ? probe.errors["poll"]?.removeFirst() ?? 0 : 0
    }

    func ask(_ descriptor: Int32, _ request: inout dmaroute_map) -> Int32 {
        var told = "\(request.index) kind \(request.kind) direction \(request.direction) size \(request.size)"
        told += " segments \(request.segments) flags \(request.flags) attributes \(request.attributes)"
        told +=
            " [\(request.low), \(request.high)) [\(request.other_low), \(request.other_high)) nonce \(request.nonce)"
        return asked("map", told) {
            request.buffer_count = 1
            request.mapping_count = 1
            put(
                dmaroute_segment(physical: 0x20_0000, address: 0, length: request.size, reserved: 0, entry: 7),
                request.buffer)
            put(
                dmaroute_segment(physical: 0, address: 0xabc000, length: request.size, reserved: 0, entry: 9),
                request.mapping)
            probe.onMap(&request)
        }
    }

    func ask(_ descriptor: Int32, _ request: inout dmaroute_move) -> Int32 {
        let way = request.from_device == 1 ? "writes" : "reads"
        return asked("move", "\(request.index) \(way) \(request.offset)+\(request.length)") { start(request.index) }
    }

    func ask(_ descriptor: Int32, _ request: inout dmaroute_store) -> Int32 {
        asked("store", "\(request.index) slot \(request.slot) \(request.length)") { start(request.index) }
    }

    func ask(_ descriptor: Int32, _ request: inout dmaroute_check) -> Int32 {
        asked("check", "\(request.index) slot \(request.slot) role \(request.role) nonce \(request.nonce)") {
            request.wrong = probe.wrong
        }
    }

    func ask(_ descriptor: Int32, _ request: inout dmaroute_release) -> Int32 {
        let parts = withUnsafeBytes(of: request.part) { raw in
            raw.bindMemory(to: dmaroute_part.self).prefix(Int(request.parts)).map { "\($0.offset)+\($0.length)" }
        }
        return asked("release", "\(request.index) \(parts.joined(separator: " "))") {
            request.right = 63 * request.parts
            request.wrong = probe.wrong
            request.kept = probe.kept
        }
    }

    func ask(_ descriptor: Int32, _ request: inout dmaroute_hold) -> Int32 {
        probe.holds.append(request)
        return asked("hold", "\(request.index) count \(request.count)") {
            request.served = probe.served ?? request.count
        }
    }

    func ask(_ descriptor: Int32, _ request: inout dmaroute_unmap) -> Int32 {
        asked("unmap", "\(request.index)") {}
    }

    func ask(_ descriptor: Int32, _ request: inout dmaroute_remask) -> Int32 {
        probe.remasks.append(request)
        return asked("remask", "\(request.index) bits \(request.bits)") {}
    }

    func ask(_ descriptor: Int32, _ request: inout dmaroute_info) -> Int32 {
        asked("info", "") {
            request = dmaroute_info(
                direct_map: 0xffff_8880_0000_0000, page_structs: 0xffff_ea00_0000_0000, page_struct_bytes: 64,
                scatterlist_bytes: 32, no_dma: 0, devices: 2)
        }
    }

    private func start(_ device: UInt32) {
        probe.ends[device] = probe.stuck.contains(device) ? nil : probe.transfer.map { milliseconds + $0 }
    }

    private func put(_ segment: dmaroute_segment, _ address: UInt64) {
        UnsafeMutableRawPointer(bitPattern: UInt(address))?.storeBytes(of: segment, as: dmaroute_segment.self)
    }

    /// Notes the call, and answers with the next error of its name, or does it.
    private func asked(_ name: String, _ words: String, _ body: () -> Void) -> Int32 {
        note(words.isEmpty ? name : "\(name) \(words)")
        for message in logs[name] ?? [] { say(message) }
        if var errors = probe.errors[name], !errors.isEmpty {
            let error = errors.removeFirst()
            probe.errors[name] = errors
            if error != 0 { return error }
        }
        body()
        return 0
    }
}
