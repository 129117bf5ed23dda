import GuestProtocol
import TestSupport

extension Dice {
    mutating func command() -> Command {
        switch next() % 7 {
        case 0:
            return .setUp(
                magic: any(),
                devices: list {
                    DeviceSetup(
                        slot: $0.text(), dmaMaskBits: $0.any(), coherentMaskBits: $0.any(),
                        comesLater: $0.next() % 2 == 0)
                })
        case 1: return .map(list { $0.order() })
        case 2: return .move(step: any())
        case 3: return .store(step: any())
        case 4: return .release
        case 5:
            return .drive(
                DriveOrder(
                    request: any(), slot: text(), modules: list { $0.text() }, drivers: list { $0.text() },
                    traffic: DriveOrder.Traffic.allCases[Int(next() % 3)], bytes: any(), nonce: any(), network: any()))
        default: return .finish
        }
    }

    mutating func order() -> MapOrder {
        MapOrder(
            request: any(), device: any(), kind: CallKind.allCases[Int(next() % 7)],
            direction: CallDirection.allCases[Int(next() % 3)], size: any(), segments: any(), uneven: next() % 2 == 0,
            low: any(), high: any(), otherLow: any(), otherHigh: any(), nonce: any(), atomic: next() % 2 == 0,
            handsPhysical: next() % 2 == 0, attributes: any(), prelude: Prelude(held: any(), earlierMaskBits: any()),
            processor: [nil, 0, 7].randomElement(using: &self) ?? nil,
            coverage: MoveCoverage.allCases[Int(next() % 2)], sync: CallSync.allCases[Int(next() % 4)],
            isLate: next() % 2 == 0, offset: any(), isBackwards: next() % 2 == 0)
    }

    mutating func report() -> Report {
        switch next() % 9 {
        case 0: return .hello(version: any(), release: text())
        case 1:
            return .ready(
                list {
                    DeviceReport(
                        device: $0.any(), bind: $0.any(), dmaMask: $0.any(), coherentMask: $0.any(), control: $0.any(),
                        controlAddress: $0.any(), ioTLB: max(1, $0.any()),
                        maxMapping: max(1, $0.any()))
                })
        case 2: return .mapped(list { $0.mapping() })
        case 3:
            return .moved(
                list { MoveReport(request: $0.any(), result: $0.any(), offset: $0.any(), length: $0.any()) })
        case 4:
            return .released(
                list { ReleaseReport(request: $0.any(), right: $0.any(), wrong: $0.any(), kept: $0.any()) })
        case 5: return .file(name: text(), bytes: bytes(upTo: 99))
        case 6: return .problem(text())
        case 7:
            return .driven(
                DriveReport(
                    request: any(), outcome: DriveReport.Outcome.allCases[Int(next() % 5)], errno: any(), right: any(),
                    wrong: any(), returned: any(), altered: any(),
                    masks: next() % 2 == 0 ? nil : .init(streaming: max(1, any()), coherent: any()),
                    log: list { $0.text() }))
        default: return .end
        }
    }

    private mutating func mapping() -> MapReport {
        MapReport(
            request: any(), outcome: MapReport.Outcome.allCases[Int(next() % 6)], errno: any(),
            buffer: list { $0.segment() }, mapping: list { $0.segment() }, log: list { $0.text() },
            logBefore: list { $0.text() }, served: any(), unwiped: any())
    }

    private mutating func segment() -> MapReport.Segment {
        MapReport.Segment(physical: any(), address: any(), length: any(), entry: any())
    }
}
