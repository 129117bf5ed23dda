import Digests
import RouteModel

/// What makes boots, cells and plans the same: SHA-256 over a normalised form, in which equal things written
/// differently are equal, and names that only label do not count.
enum Identity {
    /// Changes whenever the normalised form does, so that ids of different forms never meet.
    private static let form = CanonicalJSON.number(UInt64(1))

    /// - Parameter cell: the only one that is asked, where it has the boot for itself.
    static func key(_ boot: Boot, _ devices: [Device], _ isolation: Isolation, cell: Cell?) -> String {
        var values: [String: CanonicalJSON] = [
            "form": form, "boot": normal(boot), "devices": .list(devices.map { .object(normal($0)) }),
        ]
        if let cell {
            values["isolation"] = .string(isolation.rawValue)
            values["cell"] = .string(cell.id)
        }
        return digest(values)
    }

    /// - Parameter instance: Counts devices of a boot that are equal but for their names, from 1.
    static func id(_ boot: Boot, _ device: Device, instance: Int, _ request: Request) -> String {
        var values = normal(device)
        if instance > 1 { values["instance"] = .number(instance) }
        return digest(["form": form, "boot": normal(boot), "device": .object(values), "request": normal(request)])
    }

    static func digest(name: String, policy: String?, isolation: Isolation, leftOut: Int, boots: [PlannedBoot])
        -> String
    {
        let boots = boots.map { boot in
            CanonicalJSON.object([
                "key": .string(boot.key), "devices": .list(boot.devices.map { .string($0.name) }),
                "cells": .list(boot.cells.map { .string($0.id) }),
            ])
        }
        return digest([
            "form": form, "name": .string(name), "policy": .string(policy ?? "own"),
            "isolation": .string(isolation.rawValue), "leftOut": .number(leftOut), "boots": .list(boots),
        ])
    }

    /// For each device, which of those that are equal but for their names it is, from 1.
    static func instances(_ devices: [Device]) -> [Int] {
        devices.indices.map { index in
            1 + devices[..<index].count { $0.nameless == devices[index].nameless }
        }
    }

    private static func digest(_ values: [String: CanonicalJSON]) -> String {
        Digest(of: CanonicalJSON.object(values).text).hex
    }

    private static func normal(_ boot: Boot) -> CanonicalJSON {
        var values: [String: CanonicalJSON] = [
            "kernel": .string(boot.kernel), "platform": .string(boot.platform.rawValue),
            "encryption": .string(boot.encryption.rawValue), "viommu": .string(boot.viommu.rawValue),
            "cmdline": .string(boot.cmdline), "ram": .number(boot.ram),
        ]
        if boot.means == .hardware { values["means"] = .string(Means.hardware.rawValue) }
        if boot.encryption.hasCBit { values["cBit"] = .number(boot.cBit) }
        if let microcode = boot.microcode { values["microcode"] = .number(UInt64(microcode)) }
        if let maxmem = boot.maxmem { values["maxmem"] = .number(maxmem) }
        if let emulator = boot.emulator { values["emulator"] = .string(emulator.rawValue) }
        if boot.passThrough == false { values["passThrough"] = .string("off") }
        return .object(values)
    }

    private static func normal(_ device: Device) -> [String: CanonicalJSON] {
        var values: [String: CanonicalJSON] = [
            "model": .string(device.model), "dmaMask": .number(device.dmaMask),
            "coherentMask": .number(device.coherentMask),
        ]
        if device.untrusted { values["untrusted"] = .string("on") }
        if device.tState { values["tState"] = .string("on") }
        if device.hotplugged { values["hotplug"] = .string("on") }
        if device.besideIOMMU { values["besideIOMMU"] = .string("on") }
        if let demanded = device.iommuPlatform { values["iommuPlatform"] = .string(demanded ? "on" : "off") }
        return values
    }

    private static func normal(_ request: Request) -> CanonicalJSON {
        var values: [String: CanonicalJSON] = [
            "kind": .string(request.kind.rawValue), "size": .number(request.size),
            "direction": .string(request.direction.rawValue), "segments": .number(request.segments),
        ]
        if let place = request.place { values["place"] = .string(place.rawValue) }
        if request.atomic { values["gfp"] = .string("atomic") }
        if request.address != .mapped { values["address"] = .string(request.address.rawValue) }
        if request.cut != .even { values["cut"] = .string(request.cut.rawValue) }
        if request.held != 0 { values["held"] = .number(request.held) }
        if let bits = request.earlierMask { values["earlierMask"] = .number(bits) }
        if !request.attributes.isEmpty { values["attributes"] = .string(request.attributes.text) }
        return .object(values)
    }
}

extension Encryption {
    /// AMD's encryption selects the view of memory by an address bit; TDX's shared bit is no part of a `dma_addr_t`.
    var hasCBit: Bool {
        switch self {
        case .none, .tdx: false
        case .sme, .sev, .sevES, .sevSNP: true
        }
    }
}

extension Device {
    fileprivate var nameless: Device {
        var device = self
        device.name = ""
        return device
    }
}
