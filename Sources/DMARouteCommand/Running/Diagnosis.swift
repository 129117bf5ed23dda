import Foundation
import Images
import Lab
import Plan
import RouteModel
import Runner

/// What `dmaroute doctor` finds.
struct Diagnosis: Encodable {
    struct Finding: Encodable {
        var what: String
        var good: Bool
        var says: String
        /// What to do about it.
        var advice: String?

        var text: String {
            let line = "\(good ? "ok     " : "missing")  \(what): \(says)"
            return advice.map { line + "\n           to do: \($0)" } ?? line
        }
    }

    /// By which a node is chosen.
    var labels: NodeLabels?
    var findings: [Finding] = []

    /// - Throws: `LabError` of kind `cancelled`, too.
    static func make(_ uri: String, _ cancellation: Cancellation) throws -> Diagnosis {
        var diagnosis = Diagnosis()
        do {
            let session = try LabSession(GuestOptions.lab(uri: uri, jobs: 1, cancellation: cancellation))
            defer { session.close() }
            diagnosis.add(try session.capabilities())
        } catch  where error.kind == .cancelled {
            throw error
        } catch {
            diagnosis.findings.append(
                Finding(what: "libvirt and QEMU", good: false, says: error.message, advice: error.hint ?? "make setup"))
        }
        try diagnosis.addEmulators()
        try diagnosis.addKernels()
        return diagnosis
    }

    mutating func add(_ machine: LabCapabilities) {
        let emulates = try? Installation.find().shim.map { _ in MachineLimits.usual.emulates.map(\.rawValue) }
        let package = "install \(LabMachine.usual.package)"
        labels = NodeLabels(
            accelerator: machine.accelerator.accelerator.rawValue, emulator: machine.emulatorVersion,
            libvirt: machine.libvirt, iommus: machine.iommus, cores: machine.cores, memoryMiB: machine.memory >> 20,
            slowdown: machine.slowdown.factor, emulates: emulates ?? [],
            encrypts: machine.encryption.kinds.map(\.rawValue), addressBit: machine.encryption.addressBit)
        findings += [
            Finding(what: "libvirt", good: true, says: machine.libvirt),
            Finding(what: "QEMU", good: true, says: "\(machine.emulatorVersion) (\(machine.emulator))"),
            Finding(
                what: "accelerator", good: true,
                says: "\(machine.accelerator.accelerator.rawValue): \(machine.accelerator.reason)"),
            Finding(what: "guests run as", good: true, says: machine.runsAs),
            Finding(what: "the processor's encryption", good: true, says: machine.encryption.text),
            Finding(
                what: "device edu", good: machine.hasEdu, says: machine.hasEdu ? "there" : "not in this QEMU",
                advice: machine.hasEdu ? nil : package),
            Finding(
                what: "device ivshmem-plain", good: machine.hasChannelDevice,
                says: machine.hasChannelDevice ? "there" : "not in this QEMU",
                advice: machine.hasChannelDevice ? nil : package),
            Finding(what: "IOMMU models", good: !machine.iommus.isEmpty, says: machine.iommus.joined(separator: ", ")),
            memory(machine),
            Finding(
                what: "speed", good: true,
                says: "\(machine.cores) cores; time limits stretched by "
                    + "\((machine.slowdown.factor * 10).rounded() / 10)"),
        ]
    }

    private func memory(_ machine: LabCapabilities) -> Finding {
        let largest: UInt64 = 5 << 30
        let guests = UInt64(machine.cores)
        // A guest of 5 GiB touches about a tenth of it.
        let needed = guests * largest / 8
        return Finding(
            what: "memory", good: machine.memoryAvailable >= needed,
            says: "\(machine.memoryAvailable >> 20) of \(machine.memory >> 20) MiB free",
            advice: machine.memoryAvailable >= needed
                ? nil : "free \(needed >> 20) MiB, or run fewer guests at a time with --jobs")
    }

    /// None of them is needed by a config that does not ask for it.
    private mutating func addEmulators() throws {
        let store = try ImageStore(images: Installation.find().images)
        for name in ImageStore.emulators {
            let image = store.cachedEmulator(name)
            findings.append(
                Finding(
                    what: name, good: true, says: image.map { "\($0.version) (\($0.path))" } ?? "not fetched",
                    advice: image == nil ? "dmaroute images --emulator \(name), where a config asks for it" : nil))
        }
    }

    private mutating func addKernels() throws {
        let store = try ImageStore(images: Installation.find().images)
        for entry in try store.catalog().entries {
            let image = store.cached(entry.name)
            findings.append(
                Finding(
                    what: entry.name, good: image != nil,
                    says: image.map { "\($0.release) (\($0.version))\(read($0))" } ?? "not prepared",
                    advice: image == nil ? "dmaroute images \(entry.name)" : nil))
        }
    }

    private func read(_ image: KernelImage) -> String {
        Policy.named(image.name).map { ", policy read from \($0.readFrom)" } ?? ", no policy of its own"
    }
}
