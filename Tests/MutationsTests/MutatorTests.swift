import Testing

@testable import Mutations

/// Changes of text that know nothing of its meaning.
@Suite struct MutatorTests {
    private let own = Array("[000] 1.5: map: dma_addr=7ab9f000 size=4096\n{\"a\":12,\"b\":0x1f}\nlast line\n".utf8)
    private let foreign = Array("another boot's\nlines\n".utf8)

    private func mutations(_ kind: MutationKind, seed: UInt64 = 7) -> [Mutation] {
        var mutator = Mutator(seed: seed)
        return (0..<40).compactMap { _ in mutator.mutation(kind, of: own, foreign: foreign) }
    }

    @Test(arguments: MutationKind.allCases) func everyKindChangesTheFileAndTheSameSeedAlike(kind: MutationKind) {
        let all = mutations(kind)
        #expect(all.count == 40 && all.allSatisfy { $0.kind == kind && $0.bytes != own })
        #expect(all == mutations(kind))
        #expect(kind == .foreignFile || all != mutations(kind, seed: 8))
    }

    @Test func oneDigitOfANumberChanges() {
        for (kind, size) in [(MutationKind.decimal, own.count), (.hexadecimal, own.count)] {
            for mutation in mutations(kind) {
                let bytes = mutation.bytes ?? []
                #expect(bytes.count == size && zip(bytes, own).count { $0 != $1 } == 1)
            }
        }
    }

    @Test func numbersAreThoseThatAReaderWouldSee() {
        func words(_ text: String, _ hexadecimal: Bool) -> [String] {
            let line = Array(text.utf8)
            return Numbers.ranges(in: line, hexadecimal: hexadecimal).map { String(decoding: line[$0], as: UTF8.self) }
        }
        let line = "init-1 [000] 9.25: map_page2: page=0xffea size=4096 at=7ab9f000 be=cafe no=abc nr=1f"
        #expect(words(line, false) == ["1", "000", "9", "25", "4096"])
        #expect(words(line, true) == ["ffea", "7ab9f000", "cafe"])
    }

    @Test func aLineMoreLessOrElsewhereLeavesTheOthersAsTheyAre() {
        let lines = own.split(separator: TextLines.end).map { Array($0) }
        for mutation in mutations(.deletion) {
            let left = (mutation.bytes ?? []).split(separator: TextLines.end).map { Array($0) }
            #expect(left.count == 2 && left.allSatisfy(lines.contains))
        }
        for mutation in mutations(.exchange) {
            let left = (mutation.bytes ?? []).split(separator: TextLines.end).map { Array($0) }
            #expect(Set(left) == Set(lines) && left != lines)
        }
        #expect(mutations(.truncation).allSatisfy { own.starts(with: $0.bytes ?? []) })
        #expect(Set(mutations(.emptied).map(\.bytes)) == [nil, [], [TextLines.end]])
        #expect(mutations(.foreignFile).allSatisfy { $0.bytes == foreign })
    }

    @Test func whereNothingCanChangeThereIsNoMutation() {
        var mutator = Mutator(seed: 1)
        #expect(mutator.mutation(.deletion, of: [], foreign: nil) == nil)
        #expect(mutator.mutation(.exchange, of: Array("one\none\n".utf8), foreign: nil) == nil)
        #expect(mutator.mutation(.decimal, of: Array("no number\n".utf8), foreign: nil) == nil)
        #expect(mutator.mutation(.foreignLine, of: own, foreign: nil) == nil)
        #expect(mutator.mutation(.foreignFile, of: own, foreign: own) == nil)
    }
}
