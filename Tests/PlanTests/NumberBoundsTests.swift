import Foundation
import RouteModel
import Testing

@testable import Plan

/// A plan from elsewhere whose ids and digest are right, and whose numbers are none.
@Suite struct NumberBoundsTests {
    private func refusal(
        _ change: (inout Boot, inout Device, inout Request) -> Void
    ) throws -> String? {
        var boot = Boot(kernel: "linux-7.3", ram: 1 << 30)
        var device = Device(name: "edu32", dmaMask: 32)
        var request = Request(kind: .mapSingle, size: 4096, direction: .toDevice, place: .below4G)
        change(&boot, &device, &request)
        let planned = PlannedBoot(boot: boot, asked: [.init(device: device, request: request)])
        let plan = Plan(name: "n", boots: [planned], leftOut: 0, policy: nil, isolation: .shared)
        do {
            let read = try JSONDecoder().decode(Plan.self, from: JSONEncoder().encode(plan))
            #expect(read == plan)
            return nil
        } catch DecodingError.dataCorrupted(let context) {
            return context.debugDescription
        }
    }

    @Test func aPlanWithinItsBoundsIsRead() throws {
        #expect(try refusal { _, _, _ in } == nil)
        #expect(try refusal { boot, _, _ in boot.ram = 6 << 40 } == nil, "a machine that was observed")
    }

    @Test(arguments: ["ram", "maxmem", "cBit", "cpus", "dmaMask", "coherentMask", "size", "segments", "held", "cpu"])
    func aNumberThatNoneHasIsRefused(number: String) throws {
        for value in [Int.max, Int.min, -1] {
            let said = try refusal { boot, device, request in
                switch number {
                case "ram": boot.ram = UInt64(bitPattern: Int64(value))
                case "maxmem": boot.maxmem = UInt64(bitPattern: Int64(value))
                case "cBit": boot.cBit = value
                case "cpus": boot.cpus = value
                case "dmaMask": device.dmaMask = value
                case "coherentMask": device.coherentMask = value
                case "size": request.size = UInt64(bitPattern: Int64(value))
                case "segments": request.segments = value
                case "held": request.held = value
                default: request.cpu = value
                }
            }
            #expect(said == "its \(number) is a number that none has", "\(value)")
        }
    }
}
