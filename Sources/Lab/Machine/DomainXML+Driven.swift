import RouteModel

/// The devices that the kernel's own drivers drive, and what stands behind them.
extension DomainXML {
    func arguments(_ driven: DrivenSpec) -> [String] {
        guard let function = DeviceFunction.of(driven.model) else { return [] }
        let name = Self.drivenName(driven.slot)
        let (backend, link) = backend(driven, name)
        var members: [JSONText.Member] = [
            ("driver", .text(function.name)), ("id", .text(name)), ("bus", .text("pcie.0")),
            ("addr", .text(Self.slot(driven.slot))),
        ]
        if driven.model.isVirtio {
            members += [("disable-legacy", .text("on")), ("iommu_platform", .flag(driven.iommuPlatform))]
        }
        members += function.properties.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) }
        guard let attached = function.attached else {
            return backend + ["-device", JSONText.object(members + [link])]
        }
        let bus = attached.bus.map { "pcie.0/\(name)/\($0)" } ?? "\(name).0"
        return backend + [
            "-device", JSONText.object(members),
            "-device", JSONText.object([("driver", .text(attached.device)), ("bus", .text(bus)), link]),
        ]
    }

    /// Name of the device and of what stands behind it.
    static func drivenName(_ slot: Int) -> String { "driven\(slot)" }

    /// What the device's bytes come from and go to, and how the device names it.
    private func backend(_ driven: DrivenSpec, _ name: String) -> (arguments: [String], link: JSONText.Member) {
        switch driven.model.traffic {
        case .disk, nil:
            let file = JSONText.Value.object(["driver": .text("file"), "filename": .text(driven.path ?? "")])
            let disk = JSONText.object(["driver": .text("raw"), "node-name": .text(name), "file": file])
            return (["-blockdev", disk], ("drive", .text(name)))
        case .network:
            let network = JSONText.object([
                "type": .text("user"), "id": .text(name), "net": .text(driven.network.dotted + "/24"),
                // Nothing but QEMU itself answers: no name server, no host, no world.
                "restrict": .flag(true), "ipv6": .flag(false),
            ])
            return (["-netdev", network], ("netdev", .text(name)))
        case .random:
            let stream = JSONText.object([
                "qom-type": .text("rng-random"), "id": .text(name), "filename": .text(driven.path ?? ""),
            ])
            return (["-object", stream], ("rng", .text(name)))
        case .port:
            // A pipe is what reads a file on every QEMU (chardev/char-pipe.c); a comma in a path is doubled.
            let path = Self.commaDoubled(driven.path ?? "")
            return (["-chardev", "pipe,id=\(name),path=\(path)"], ("chardev", .text(name)))
        }
    }
}

extension UInt32 {
    /// As an address of IPv4.
    fileprivate var dotted: String {
        [24, 16, 8, 0].map { "\(self >> UInt32($0) & 0xff)" }.joined(separator: ".")
    }
}
