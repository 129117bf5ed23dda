import Foundation
import Testing

@testable import Lab

/// State that a killed session left, where no session is opened any more.
@Suite struct DeadSessionTests {
    @Test func whatADeadSessionLeftIsRemovedAndALiveOneStays() throws {
        let base = "/tmp/dmt-dead-\(UInt32.random(in: 0...9999))"
        defer { try? FileManager.default.removeItem(atPath: base) }
        let live = try SessionRoot.make(
            base: base, user: GuestUser.here, deadline: Deadline(after: .seconds(5)), cancellation: Cancellation()
        ) { _ in }
        try FileManager.default.createDirectory(atPath: "\(base)/0123abcd/log/qemu", withIntermediateDirectories: true)
        #expect(try LabSession.endOrphans(below: base).isEmpty, "no QEMU was left")
        #expect(try FileManager.default.contentsOfDirectory(atPath: base) == [live.id])
        live.remove()
    }
}
