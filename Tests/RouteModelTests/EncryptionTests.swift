import Testing

@testable import RouteModel

/// What the source of each release tells of memory encryption, configuration by configuration.
@Suite("Memory encryption")
struct EncryptionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var encryption = Encryption.sme
        var viommu = VIOMMU.none
        var cmdline = ""
        var cBit = 47
        var mask = 64
        var coherent: Int?
        var kind = RequestKind.mapSingle
        var atomic = false
        /// By release; what `others` says for those not named.
        var expected: [String: String] = [:]
        var others = ""

        var testDescription: String { name }

        var point: Point {
            let platform: Platform = encryption == .sme ? .host : .guest
            return Point(
                boot: Boot(
                    kernel: "any", platform: platform, encryption: encryption, viommu: viommu, cmdline: cmdline,
                    ram: gib, cBit: cBit),
                device: Device(name: "edu", dmaMask: mask, coherentMask: coherent),
                request: Request(
                    kind: kind, size: 4096, direction: .toDevice, place: kind == .allocCoherent ? nil : .below4G,
                    atomic: atomic))
        }
    }

    static let streaming = [
        Case(name: "C1: 64 bits", others: "direct set encrypted"),
        Case(name: "C2: 32 bits", mask: 32, others: "bounce clear decrypted"),
        Case(
            name: "C3: streaming 64, coherent 32", coherent: 32, expected: ["linux-7.3": "bounce clear decrypted"],
            others: "direct set encrypted"),
        Case(name: "C4: streaming 32, coherent 64", mask: 32, coherent: 64, others: "bounce clear decrypted"),
        Case(name: "C5a: 48 bits, C-bit 47", mask: 48, others: "direct set encrypted"),
        Case(name: "47 bits, C-bit 47", mask: 47, others: "bounce clear decrypted"),
        Case(name: "C5b: 48 bits, C-bit 51", cBit: 51, mask: 48, others: "bounce clear decrypted"),
        Case(name: "C9: forced", cmdline: "swiotlb=force", others: "bounce clear decrypted"),
        Case(name: "C10: no pool, 32 bits", cmdline: "swiotlb=noforce", mask: 32, others: "dma-addr-overflow"),
        Case(name: "C11: amd, 32 bits", viommu: .amd, mask: 32, others: "translated clear encrypted pte set"),
        Case(name: "C13: amd, pt, 64 bits", viommu: .amd, cmdline: "iommu=pt", others: "identity set encrypted"),
        Case(
            name: "C15: amd, pt, forced, 64 bits", viommu: .amd, cmdline: "iommu=pt swiotlb=force",
            others: "bounce clear decrypted"),
        Case(
            name: "C16: amd, forced", viommu: .amd, cmdline: "swiotlb=force",
            others: "translated clear encrypted pte set"),
        // An entry of virtio's carries no C-bit, so a device behind it does not find what the processor encrypts.
        Case(
            name: "C25: virtio", viommu: .virtio, expected: ["linux-6.1": "direct set encrypted"],
            others: "translated clear encrypted pte clear"),
        Case(
            name: "virtio, no pool: its own buffers need none", viommu: .virtio, cmdline: "swiotlb=noforce",
            expected: ["linux-6.1": "direct set encrypted"], others: "translated clear encrypted pte clear"),
        Case(name: "C22: iommu=off, 32 bits", cmdline: "iommu=off", mask: 32, others: "bounce clear decrypted"),
        Case(name: "D1: SEV", encryption: .sev, others: "bounce clear decrypted"),
        Case(
            name: "D6: SEV, no pool, 64 bits", encryption: .sev, cmdline: "swiotlb=noforce",
            expected: ["linux-7.3": "dma-addr-overflow"], others: "direct set encrypted"),
        Case(
            name: "SEV, no pool, 32 bits", encryption: .sev, cmdline: "swiotlb=noforce", mask: 32,
            others: "dma-addr-overflow"),
        Case(
            name: "D6t: TDX, no pool, 64 bits", encryption: .tdx, cmdline: "swiotlb=noforce",
            expected: ["linux-6.1": "unmodelled", "linux-7.3": "dma-addr-overflow"], others: "direct none encrypted"),
        Case(
            name: "D8: SEV behind virtio-iommu", encryption: .sev, viommu: .virtio,
            expected: ["linux-6.1": "bounce clear decrypted"], others: "translated clear encrypted pte clear"),
        Case(
            name: "D10: SEV behind virtio-iommu, pt", encryption: .sev, viommu: .virtio, cmdline: "iommu=pt",
            others: "bounce clear decrypted"),
    ]

    static let allocations = [
        Case(name: "C6: 64 bits", kind: .allocCoherent, others: "coherent set encrypted"),
        Case(name: "C7: 32 bits", mask: 32, kind: .allocCoherent, others: "coherent clear decrypted"),
        Case(
            name: "C8: 32 bits, GFP_ATOMIC", mask: 32, kind: .allocCoherent, atomic: true,
            others: "atomic-pool clear decrypted"),
        Case(
            name: "C12b: amd, 32 bits", viommu: .amd, mask: 32, kind: .allocCoherent,
            others: "translated clear encrypted pte set"),
        Case(name: "D2: SEV", encryption: .sev, kind: .allocCoherent, others: "coherent clear decrypted"),
        Case(
            name: "D9: SEV behind virtio-iommu", encryption: .sev, viommu: .virtio, kind: .allocCoherent,
            expected: ["linux-6.1": "coherent clear decrypted", "linux-7.3": "silent"],
            others: "translated clear encrypted pte clear"),
    ]

    @Test(arguments: streaming + allocations) func isAsTheSourceTells(_ one: Case) {
        for policy in Policy.releases {
            let routes = policy.predict(one.point, facts: Facts(saidBefore: Said())).map { outcome in
                outcome.allowed?.map(Self.text).joined(separator: "+") ?? "unmodelled"
            }
            #expect(routes == [one.expected[policy.name] ?? one.others], "\(policy.name)")
        }
    }

    @Test func aPrivatePageBehindVirtioIOMMULosesItsBytes() {
        let point = Case(name: "", encryption: .sev, viommu: .virtio).point
        for policy in Policy.releases where policy.name != "linux-6.1" {
            let routes = policy.predict(point).compactMap(\.allowed).flatMap { $0 }
            #expect(!routes.isEmpty && routes.allSatisfy { !$0.arrives && $0.store == .plain })
        }
    }

    @Test(arguments: [
        (UInt32(0x0800_1204), false), (0x0800_1205, true), (0x0800_1126, true), (0x0800_11ff, true),
        (0x0800_1200, false), (0x0800_1125, false),
    ])
    func microcodeDecidesOnTheIOMMUUnderSMEAlone(revision: UInt32, accepted: Bool) {
        for encryption in [Encryption.sme, .none] {
            let boot = Boot(
                kernel: "any", platform: .host, encryption: encryption, viommu: .amd, ram: gib, microcode: revision)
            for policy in Policy.releases {
                #expect(policy.expectations(for: boot).iommuPresent?.value == (accepted || encryption == .none))
            }
        }
    }

    @Test func whatCouldBePluggedInCountsAsMemory() {
        for policy in Policy.releases {
            func hasPool(_ maxmem: UInt64?) -> Bool? {
                policy.expectations(for: Boot(kernel: "any", ram: gib, maxmem: maxmem)).poolExists?.value
            }
            // QEMU announces it above 4 GiB, however little it is.
            #expect(hasPool(2 * gib) == true && hasPool(16 * gib) == true)
            #expect(hasPool(nil) == false && hasPool(gib) == false)
        }
    }

    static func text(_ route: Route) -> String {
        if let message = route.message { return message.rawValue }
        let entry = route.entryBit.map { " pte \($0.rawValue)" } ?? ""
        return "\(route.path.rawValue) \(route.addressBit.rawValue) \(route.memory?.rawValue ?? "?")\(entry)"
    }

    /// 7.3 refuses the IOMMU driver's own buffers, so VIOT keeps all that is behind it waiting; releases before hand out
    /// private addresses.
    @Test func withoutAPoolVirtiosIOMMUDoesNotComeUpInAGuestOf73() {
        for policy in Policy.releases {
            let point = Case(name: "", encryption: .sev, viommu: .virtio, cmdline: "swiotlb=noforce").point
            let paths = policy.predict(point).compactMap(\.allowed).joined().map(\.path)
            let present = policy.expectations(for: point.boot).iommuPresent?.value
            switch policy.name {
            case "linux-7.3": #expect(paths == [.noDriver] && present == false)
            case "linux-6.1": #expect(present == false)
            default: #expect(paths == [.translated] && present == true)
            }
        }
    }
}
