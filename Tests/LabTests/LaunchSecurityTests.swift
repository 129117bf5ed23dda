import Foundation
import Plan
import RouteModel
import Testing

@testable import Lab

/// Guests under a processor's own encryption. None can be started here, so libvirt's own schemas say whether it would take
/// them.
@Suite struct LaunchSecurityTests {
    private static let processor = HardwareEncryption(
        kinds: [.sev, .sevES, .sevSNP, .tdx], addressBit: 51, reducedPhysBits: 1)
    private static let installed = "/usr/share/libvirt/schemas"
    /// Of a libvirt that knows them all; `.ci/validators` puts it there.
    private static let newest = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../.build/validators/libvirt").standardizedFileURL.path

    /// The schema of libvirt 9.0, which Debian 12 has, knows neither SEV-SNP nor TDX.
    @Test(.hasSchema(installed), arguments: [Encryption.sev, .sevES])
    func theInstalledLibvirtTakesSEV(encryption: Encryption) throws {
        let text = try Self.document(encryption)
        #expect(try Self.complaint(text, Self.installed) == nil)
        try Self.expectRefusals(of: text, Self.installed)
    }

    @Test(.hasSchema(newest), arguments: [Encryption.sev, .sevES, .sevSNP, .tdx])
    func aNewerLibvirtTakesThemAll(encryption: Encryption) throws {
        let text = try Self.document(encryption)
        #expect(try Self.complaint(text, Self.newest) == nil)
        try Self.expectRefusals(of: text, Self.newest)
    }

    @Test func aGuestSaysWhatItsEncryptionNeeds() throws {
        let policies: [(Encryption, type: String, policy: String, pinned: Bool)] = [
            (.sev, "sev", "0x1", true), (.sevES, "sev", "0x5", true), (.sevSNP, "sev-snp", "0x30000", false),
            (.tdx, "tdx", "0x10000000", false),
        ]
        for (encryption, type, policy, pinned) in policies {
            let seen = try Seen(Self.document(encryption))
            #expect(seen.attributes["launchSecurity.type"] == [type])
            #expect(seen.texts["policy"] == policy)
            #expect(seen.texts["cbitpos"] == (encryption == .tdx ? nil : "51"))
            #expect(seen.texts["reducedPhysBits"] == (encryption == .tdx ? nil : "1"))
            #expect((seen.texts["locked"] != nil) == pinned)
            #expect(seen.attributes["os.firmware"] == ["efi"])
            #expect(seen.attributes["smm.state"] == ["off"])
            #expect(seen.attributes["domain.type"] == ["kvm"])
            #expect(seen.texts["kernel"] == "/bz")
            let arguments = seen.attributes["qemu:arg.value"] ?? []
            #expect(arguments.contains { $0.contains("virtio-iommu-pci") && $0.contains(#""iommu_platform":true"#) })
            // Nothing of the emulation.
            #expect(!arguments.contains { $0 == "-cpu" || $0.contains("virtio-pmem") || $0.contains("\"enc\"") })
        }
    }

    @Test func aGuestIsNeverStartedAsAnother() {
        func reason(_ encryption: Encryption, _ node: HardwareEncryption, cBit: Int = 51, viommu: VIOMMU = .none)
            -> String?
        {
            Capabilities(emulates: [], emulators: nil, hardware: node).lack(
                of: Boot(
                    kernel: "", encryption: encryption, viommu: viommu, ram: 1 << 30, cBit: cBit, askedMeans: .hardware)
            )?.text
        }
        for encryption in [Encryption.sev, .sevES, .sevSNP, .tdx] {
            #expect(reason(encryption, Self.processor) == nil)
            #expect(reason(encryption, .none)?.contains("lacks \(encryption.rawValue) (hardware)") == true)
            #expect(throws: LabError.self) { try Self.document(encryption, on: .none) }
            #expect(throws: LabError.self) { try Self.document(encryption, accelerator: .tcg) }
        }
        #expect(reason(.sev, Self.processor, cBit: 47)?.contains("a C-bit at 47") == true)
        #expect(reason(.tdx, Self.processor, cBit: 47) == nil)
        #expect(reason(.sevSNP, Self.processor, viommu: .amd)?.contains("amd-iommu") == true)
        #expect(reason(.sme, Self.processor)?.contains("dmaroute-observe") == true)
    }

    /// What KVM starts counts only where libvirt can describe it.
    @Test func aNodeHasWhatKVMAndLibvirtBothHave() {
        let old =
            "<features><sev supported='yes'><cbitpos>51</cbitpos><reducedPhysBits>1</reducedPhysBits></sev></features>"
        let new =
            old + "<launchSecurity supported='yes'><enum name='sectype'><value>sev</value><value>sev-snp</value></enum>"
            + "</launchSecurity>"
        func kinds(_ kvm: [Encryption], _ text: String) -> [Encryption] {
            HardwareEncryption(ofKVM: kvm, capabilities: text).kinds
        }
        let amd = [Encryption.sev, .sevES, .sevSNP]
        #expect(
            HardwareEncryption(ofKVM: [.sev], capabilities: old)
                == .init(kinds: [.sev], addressBit: 51, reducedPhysBits: 1))
        #expect(kinds(amd, old) == [.sev, .sevES])
        #expect(kinds(amd, new) == amd)
        #expect(kinds([.tdx], new) == [])
        #expect(kinds([.tdx], new.replacing("sev-snp", with: "tdx")) == [.tdx])
        #expect(kinds(amd, "<sev supported='no'/><launchSecurity supported='no'/>") == [])
        #expect(kinds(amd, "<sev supported='yes'><cbitpos>") == [])
        #expect(kinds([], new) == [])
    }
}

extension LaunchSecurityTests {
    private static func document(
        _ encryption: Encryption, on node: HardwareEncryption = processor, accelerator: Accelerator = .kvm
    ) throws -> String {
        var spec = GuestSpec(
            name: "x", kernel: "/vmlinux", initrd: "/initrd", cmdline: "iommu=pt", ram: 5 << 30, viommu: .virtio,
            edu: [EduSpec(slot: 0x10)], folder: "/f")
        spec.encryption = encryption
        spec.hardware = node
        spec.addressBit = 51
        spec.packedKernel = "/bz"
        return try DomainXML(
            spec: spec, domainName: "d", emulator: "/e", accelerator: accelerator,
            files: GuestPaths(folder: "/f", channel: "/c", emulatorLog: "/l"),
            labels: [SecurityLabel(model: "dac", label: "+0:+0")]
        ).document()
    }

    /// What is misspelt does not pass: the schema reads what is asked of it here.
    private static func expectRefusals(of text: String, _ schemas: String) throws {
        let faults = [
            ("<launchSecurity type=", "<launchSecurity kind="), ("launchSecurity", "launchSafety"),
            ("<policy>0x", "<policy>0y"), ("policy>", "polizy>"), ("stateless=", "stateles="),
            ("<cbitpos>", "<cbitpos>x"),
            ("<locked/>", "<lokked/>"), ("firmware=\"efi\"", "firmware=\"efy\""),
        ]
        for (right, wrong) in faults where text.contains(right) {
            #expect(try complaint(text.replacing(right, with: wrong), schemas) != nil, "\(wrong)")
        }
    }

    /// What libxml2 says against a domain by libvirt's schema; nil where it is valid.
    private static func complaint(_ text: String, _ schemas: String) throws -> String? {
        let folder = FileManager.default.temporaryDirectory.appending(path: "schema-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try SmallFile.write(text, to: folder + "/domain.xml")
        let end = ChildProcess.run(
            ["/usr/bin/xmllint", "--nonet", "--noout", "--relaxng", schemas + "/domain.rng", folder + "/domain.xml"],
            output: folder + "/said", deadline: Deadline(after: .seconds(60)), cancellation: Cancellation())
        let said = String(decoding: SmallFile.read(folder + "/said", limit: 64 << 10) ?? [], as: UTF8.self)
        // 3: it was read and is not valid (xmllint.c, XMLLINT_ERR_VALID).
        try #require(end == .exited(0) || end == .exited(3), "\(end): \(said)")
        return end == .exited(0) ? nil : said
    }
}

extension Trait where Self == ConditionTrait {
    /// Says plainly that no domain is validated where what validates it is not at hand.
    fileprivate static func hasSchema(_ folder: String) -> Self {
        .enabled(
            if: ["/usr/bin/xmllint", folder + "/domain.rng"].allSatisfy(FileManager.default.fileExists),
            "NOT VALIDATED: there is no xmllint or no \(folder)/domain.rng; make validate fetches what it needs")
    }
}
