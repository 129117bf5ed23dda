import Foundation
import Images
import Plan
import RouteModel
import Testing

@testable import Lab
@testable import Runner

/// A boot that is cut down to some of its cells runs on the machine of the whole.
@Suite struct CutBootTests {
    private static func plan(_ isolation: String = "shared") throws -> Plan {
        let text = """
            name: cut
            kernels: [linux-7.3]
            axes: {viommu: [intel], ram: [1GiB]}
            devices:
              - {name: edu32, model: edu, dma-mask: 32}
              - {name: disk, model: nvme}
              - {name: port, model: virtio-console, iommu-platform: on}
              - {name: net, model: e1000}
            requests:
              - {kind: map-single, size: 4KiB, place: below-4g}
              - {kind: alloc-coherent, size: 4KiB}
              - {kind: driver-io}
            isolation: \(isolation)
            """
        return try Config.parse(text: text, file: "cut.yaml").plan(Catalogue(kernels: ["linux-7.3"], policies: []))
    }

    private static let image: KernelImage = {
        let digest = String(repeating: "0", count: 64)
        let file = #"{"path":"/p","sha256":"\#(digest)"}"#
        let text = """
            {"name":"linux-7.3","series":"7.3","release":"7.3","version":"1","packages":[],"bzImage":\(file),
            "vmlinux":\(file),"initrd":\(file),"probe":\(file),"modules":[],"agent":"\(digest)","probeSource":"\(digest)"}
            """
        do {
            return try JSONDecoder().decode(KernelImage.self, from: Data(text.utf8))
        } catch {
            preconditionFailure("the image above is not as images are written: \(error)")
        }
    }()

    /// The machine's devices, and what is asked of those with drivers.
    private static func machine(_ boot: PlannedBoot) throws -> (xml: String, asked: [String], tracesBoot: Bool) {
        let folder = FileManager.default.temporaryDirectory.path + "/dmaroute-cut-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let batches = Batches(boot, hasProbe: true) { 1 }
        let drives = try Drives(boot, image: image, folder: folder) { 1 }
        let spec = GuestSpec(
            boot, image: image, initrd: "/i", devices: batches.devices, drives: drives, tracing: true,
            emulation: Emulation(shim: nil), hardware: .none, folder: "/f")
        for path in spec.driven.compactMap(\.path) { #expect(FileManager.default.fileExists(atPath: path)) }
        try drives.fillFiles(magic: 1)
        let xml = try DomainXML(
            spec: spec, domainName: "d", emulator: "/e", accelerator: .tcg,
            files: GuestPaths(folder: "/f", channel: "/c", emulatorLog: "/l")
        ).document()
        drives.removeFiles()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        return (
            xml.replacing(folder, with: "/x").replacing(spec.name, with: "x"), drives.all.map(\.cell.device.name),
            spec.tracesBoot
        )
    }

    @Test func everyCutHasTheDevicesOfTheWhole() throws {
        let whole = try Self.plan()
        let (machine, asked, tracesBoot) = try Self.machine(try #require(whole.boots.first))
        #expect(asked == ["disk", "port", "net"] && tracesBoot)
        for name in ["nvme", "virtio-serial-pci", "e1000"] { #expect(machine.contains("&quot;\(name)&quot;")) }
        for cell in whole.cells {
            let cut = try Self.machine(try #require(whole.keeping { $0 == cell }.boots.first))
            #expect(cut.xml == machine, "\(cell.device.name)")
            #expect(cut.asked == (cell.device.hasDriver ? [cell.device.name] : []))
            #expect(cut.tracesBoot)
        }
    }

    @Test(arguments: ["boot", "snapshot"]) func aCellAloneHasThemToo(isolation: String) throws {
        let machine = try Self.machine(try #require(try Self.plan().boots.first)).xml
        let alone = try Self.plan(isolation)
        #expect(alone.boots.count == 5)
        for boot in alone.boots {
            #expect(try Self.machine(boot).xml == machine)
            // QEMU cannot save a machine with disks.
            #expect(boot.isolation == .boot && !boot.startsFromSnapshot)
        }
    }

    /// As plans said before, of machines that then had lost their disks.
    @Test func aPlanThatWantsASnapshotOfDisksBootsThem() throws {
        let written = String(decoding: try JSONEncoder().encode(try Self.plan("boot").boots[0]), as: UTF8.self)
        #expect(written.contains("\"isolation\":\"boot\""))
        let whole = try #require(try Self.plan().boots.first)
        #expect(!whole.canBeRestored && !whole.startsFromSnapshot)
    }
}
