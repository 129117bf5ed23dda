import GuestProtocol
import TestSupport
import Testing

struct CodecTests {
    @Test(arguments: [1, 2, 3] as [UInt64])
    func whatIsEncodedIsDecoded(seed: UInt64) throws {
        var random = Dice(seed)
        for _ in 0..<3000 {
            let command = random.command()
            #expect(try Codec.decodeCommand(Codec.encode(command)) == command)
            let report = random.report()
            #expect(try Codec.decodeReport(Codec.encode(report)) == report)
        }
    }

    @Test func everyCutIsAnError() throws {
        var random = Dice(4)
        for _ in 0..<300 {
            let command = Codec.encode(random.command())
            for length in command.indices {
                #expect(throws: ProtocolError.self) { try Codec.decodeCommand(Array(command[..<length])) }
            }
            let report = Codec.encode(random.report())
            for length in report.indices {
                #expect(throws: ProtocolError.self) { try Codec.decodeReport(Array(report[..<length])) }
            }
        }
    }

    @Test func aByteTooManyIsAnError() {
        #expect(throws: ProtocolError.trailing(bytes: 1)) { try Codec.decodeReport(Codec.encode(Report.end) + [0]) }
        #expect(throws: ProtocolError.trailing(bytes: 2)) {
            try Codec.decodeCommand(Codec.encode(Command.release) + [0, 0])
        }
    }

    @Test(arguments: [5, 6] as [UInt64])
    func anyBytesAreAMessageOrAnError(seed: UInt64) {
        var random = Dice(seed)
        var accepted = 0
        for _ in 0..<20_000 {
            let bytes = random.bytes(upTo: 80)
            if let command = try? Codec.decodeCommand(bytes) { accepted += Codec.encode(command) == bytes ? 1 : 0 }
            if let report = try? Codec.decodeReport(bytes) { accepted += Codec.encode(report).isEmpty ? 0 : 1 }
        }
        #expect(accepted < 2000)
    }

    @Test(arguments: [7, 8] as [UInt64])
    func changedMessagesAreMessagesOrErrors(seed: UInt64) {
        var random = Dice(seed)
        var refused = 0
        for _ in 0..<20_000 {
            var bytes = Codec.encode(random.report())
            for _ in 0...(random.next() % 3) { bytes[Int(random.next() % UInt64(bytes.count))] = random.any() }
            do { _ = try Codec.decodeReport(bytes) } catch { refused += error.description.isEmpty ? 0 : 1 }
        }
        #expect(refused > 1000)
    }

    @Test func aClaimedCountCostsNoMemory() {
        let report = Codec.encode(Report.moved([]))
        #expect(throws: ProtocolError.badValue(field: "number of transfers", value: 0xffff_ffff, offset: 1)) {
            try Codec.decodeReport([report[0], 0xff, 0xff, 0xff, 0xff])
        }
    }

    @Test func commandsAndReportsAreNotTakenForEachOther() {
        #expect(throws: ProtocolError.self) { try Codec.decodeReport(Codec.encode(Command.finish)) }
        #expect(throws: ProtocolError.self) { try Codec.decodeCommand(Codec.encode(Report.end)) }
    }

    @Test func textThatIsNotUnicodeIsRepaired() throws {
        let bytes = Codec.encode(Report.problem("ab"))
        #expect(try Codec.decodeReport(bytes.dropLast() + [0xff]) == .problem("a\u{fffd}"))
    }
}
