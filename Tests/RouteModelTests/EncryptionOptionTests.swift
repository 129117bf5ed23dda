import Testing

@testable import RouteModel

/// `mem_encrypt=` behind the `mem_encrypt=on` that every host with SME is told.
@Suite("mem_encrypt= as each kernel reads it")
struct EncryptionOptionTests {
    @Test(arguments: [
        ("", true, true), ("iommu=pt", true, true), ("mem_encrypt=on", true, true),
        ("mem_encrypt=off", false, false), ("mem_encrypt=off iommu=pt", false, false),
        // 6.1 takes the last for what it says, later ones look whether off stands anywhere behind the first on.
        ("mem_encrypt=off mem_encrypt=on", true, false), ("mem_encrypt=0", false, true),
        ("mem_encrypt=", false, true), ("mem_encrypt=ON", false, true), ("mem_encrypt", true, true),
        ("mem_encrypt=offline", false, true), ("xmem_encrypt=off", true, true), ("mem-encrypt=off", true, true),
        // Neither scanner knows quotes or where the kernel's own options end.
        ("x=\"a mem_encrypt=off b\"", false, false), ("-- mem_encrypt=off", false, false),
        ("\tmem_encrypt=off\t", false, false),
        // The decompressor passes over the word behind one that ends where the option goes on.
        ("mem_encrypt=o mem_encrypt=off", false, true), ("m mem_encrypt=off", false, true),
        ("m  mem_encrypt=off", false, false),
    ]) func asEachReleaseScans(text: String, until61: Bool, later: Bool) {
        for policy in Policy.releases {
            let stays = policy.name == "linux-6.1" ? until61 : later
            #expect(policy.reads(text)[.encrypts] == stays, "\(policy.name)")
        }
    }

    private func routes(_ policy: Policy, _ encryption: Encryption, _ viommu: VIOMMU, mask: Int, _ cmdline: String)
        -> [Route]
    {
        let boot = Boot(
            kernel: "any", platform: encryption == .sev ? .guest : .host, encryption: encryption, viommu: viommu,
            cmdline: cmdline, ram: gib, microcode: 0x0800_1204)
        let request = Request(kind: .mapSingle, size: 4096, direction: .toDevice, place: .below4G)
        return policy.predict(Point(boot: boot, device: Device(name: "edu", dmaMask: mask), request: request))
            .compactMap(\.allowed).flatMap { $0 }
    }

    /// Without encryption there is no C-bit, whatever the machine could have: ROUTE says none.
    @Test func whatIsNotActiveLeavesNoBit() {
        for policy in Policy.all {
            for (viommu, mask) in [(VIOMMU.none, 64), (.none, 32), (.amd, 64), (.amd, 32)] {
                let off = routes(policy, .sme, viommu, mask: mask, "mem_encrypt=off")
                #expect(!off.isEmpty && off == routes(policy, .none, viommu, mask: mask, ""))
                #expect(off.allSatisfy { $0.addressBit == .none && $0.memory == .ordinary })
            }
            let guest = routes(policy, .sev, .none, mask: 64, "mem_encrypt=off")
            #expect(guest.allSatisfy { $0.addressBit == .clear } && !guest.isEmpty)
        }
    }

    @Test func whatTheKernelSaysOfItIsPredicted() {
        for policy in Policy.all {
            for (cmdline, said) in [("", "AMD SME"), ("mem_encrypt=off", nil)] as [(String, String?)] {
                let boot = Boot(kernel: "any", platform: .host, encryption: .sme, cmdline: cmdline, ram: gib)
                #expect(policy.expectations(for: boot).encryptionActive?.value == said)
            }
        }
    }
}
