import Evidence
import RouteModel

@testable import Verdict

/// A cell as it might have been seen, for statements to be judged by.
struct Seen {
    var platform = Platform.host
    var encryption = Encryption.sme
    var active: String? = "AMD SME"
    var cmdline = ""
    var viommu = VIOMMU.none
    var group: String?
    var masks = (64, 64)
    var kind = RequestKind.mapSingle
    var path = Path.direct
    var addressBit = BitState.set
    var memory: MemoryState? = .encrypted
    var entry: BitState?
    var message: Message?
    var data = DataCheck.intact
    var pool: PoolState? = PoolState(
        slots: 32768, range: 0x3000_0000...0x33ff_ffff, forceBounce: false, ccShared: false)
    var tells = false

    static func host(_ change: (inout Seen) -> Void = { _ in }) -> Seen {
        var seen = Seen()
        change(&seen)
        return seen
    }

    static func bounce(_ change: (inout Seen) -> Void = { _ in }) -> Seen {
        host {
            ($0.path, $0.addressBit, $0.memory) = (.bounce, .clear, .decrypted)
            change(&$0)
        }
    }

    static func refusal(_ message: Message, _ change: (inout Seen) -> Void = { _ in }) -> Seen {
        host {
            ($0.path, $0.addressBit, $0.memory, $0.message, $0.data) = (.refused, .none, nil, message, .nothingMoved)
            change(&$0)
        }
    }

    static func allocation(_ memory: MemoryState, _ change: (inout Seen) -> Void = { _ in }) -> Seen {
        host {
            ($0.path, $0.kind, $0.memory) = (.coherent, .allocCoherent, memory)
            $0.addressBit = memory == .encrypted ? .set : .clear
            change(&$0)
        }
    }

    static func guest(_ change: (inout Seen) -> Void = { _ in }) -> Seen {
        bounce {
            ($0.platform, $0.encryption, $0.active) = (.guest, .sev, "AMD SEV")
            $0.pool?.ccShared = true
            change(&$0)
        }
    }

    static func plain(_ change: (inout Seen) -> Void = { _ in }) -> Seen {
        bounce {
            ($0.platform, $0.encryption, $0.active, $0.memory, $0.addressBit) = (.guest, .none, nil, .ordinary, .none)
            change(&$0)
        }
    }

    func force() -> Seen {
        var seen = self
        seen.cmdline = cmdline.isEmpty ? "swiotlb=force" : cmdline + " swiotlb=force"
        seen.pool?.forceBounce = true
        return seen
    }

    var findings: [StatementFinding] {
        let side = Side.saw(
            SideView(paths: [path], addressBit: addressBit, memory: memory, entryBit: entry, message: message, says: "")
        )
        let evidence = StatementCase(
            boot: Boot(
                kernel: "linux-7.3", platform: platform, encryption: encryption, viommu: viommu, cmdline: cmdline,
                ram: 1 << 30),
            device: Device(name: "edu", dmaMask: masks.0, coherentMask: masks.1),
            request: Request(kind: kind, size: 4096, direction: .fromDevice, place: nil),
            observation: Observation(cell: "", guest: side, device: side, data: data, buffer: [], saidBefore: []),
            kernel: KernelState(
                pool: pool.map(PoolReading.read) ?? .unread("nobody looked"), encryption: active,
                tellsOfBounces: tells),
            groupType: group)
        return StatementJudge(evidence).findings
    }

    subscript(id: Statement.ID) -> StatementVerdict? { findings.first { $0.id == id.rawValue }?.verdict }
}
