import Digests
import RouteModel

/// What makes boots, cells and plans the same: SHA-256 over a normalised form, in which equal things written
/// differently are equal, and names that only label do not count.
enum Identity {
    /// Changes whenever the normalised form does, so that ids of different forms never meet.
    private static let form = CanonicalJSON.number(UInt64(1))

    /// A boot's part of the ids of its cells and of its key, written once for all of them.
    struct BootForm {
        fileprivate let written: CanonicalJSON

        init(_ boot: Boot) { written = .written(CanonicalJSON.object(boot.digested).text) }
    }

    /// - Parameter cell: the only one that is asked, where it has the boot for itself.
    static func key(_ boot: BootForm, _ devices: [Device], _ isolation: Isolation, cell: Cell?) -> String {
        var values: [String: CanonicalJSON] = [
            "form": form, "boot": boot.written, "devices": .list(devices.map { .object($0.digested) }),
        ]
        if let cell {
            values["isolation"] = .string(isolation.rawValue)
            values["cell"] = .string(cell.id)
        }
        return digest(values)
    }

    /// - Parameter instance: Counts devices of a boot that are equal but for their names, from 1.
    static func id(_ boot: BootForm, _ device: Device, instance: Int, _ request: Request) -> String {
        var values = device.digested
        if instance > 1 { values["instance"] = .number(instance) }
        return digest([
            "form": form, "boot": boot.written, "device": .object(values), "request": .object(request.digested),
        ])
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
            "form": form, "name": .string(name), "policy": .string(policy ?? PolicyChoice.own.text),
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
}

extension Device {
    fileprivate var nameless: Device {
        var device = self
        device.name = ""
        return device
    }
}
