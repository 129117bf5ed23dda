import Faults
import RouteModel

/// What a policy breaks at one configuration.
enum PointFaults {
    static func causes(
        _ policy: Policy?, _ boot: Boot, _ device: Device, _ request: Request
    ) -> Set<RootCause> {
        guard let policy else { return [] }
        let point = Point(boot: boot, device: device, request: request)
        let soundness = Soundness(policy)
        return Set(
            policy.predict(point, facts: Facts(saidBefore: Said())).flatMap {
                soundness.breaches($0, at: point).map(\.cause)
            })
    }

    static func causes(_ policy: String, _ boot: Boot, _ device: Device, _ request: Request) -> Set<RootCause> {
        causes(Policy.named(policy), boot, device, request)
    }
}

extension Boot {
    static func host(_ viommu: VIOMMU = .none, _ cmdline: String = "") -> Boot {
        Boot(kernel: "", platform: .host, encryption: .sme, viommu: viommu, cmdline: cmdline, ram: 512 << 20)
    }

    static func guest(_ viommu: VIOMMU = .none, _ cmdline: String = "", _ encryption: Encryption = .sev) -> Boot {
        Boot(kernel: "", platform: .guest, encryption: encryption, viommu: viommu, cmdline: cmdline, ram: 512 << 20)
    }

    static func plain(_ viommu: VIOMMU = .none, _ cmdline: String = "", ram: UInt64 = 5 << 30) -> Boot {
        Boot(kernel: "", viommu: viommu, cmdline: cmdline, ram: ram)
    }
}

extension Device {
    static func edu(_ mask: Int, _ coherent: Int? = nil, untrusted: Bool = false) -> Device {
        Device(name: "edu", dmaMask: mask, coherentMask: coherent, untrusted: untrusted)
    }
}

extension Request {
    static func single(_ size: UInt64 = 4096, _ attributes: DMAAttributes = []) -> Request {
        Request(kind: .mapSingle, size: size, direction: .fromDevice, place: .below4G, attributes: attributes)
    }

    static func of(_ kind: RequestKind, atomic: Bool = false) -> Request {
        Request(kind: kind, size: 4096, direction: .fromDevice, place: nil, atomic: atomic)
    }
}
