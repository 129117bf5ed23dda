import Search
import Testing

@Suite struct BisectionTests {
    @Test(arguments: 2...9) func findsTheChangeWhereverItIs(count: Int) async {
        for first in 1..<count {
            var looks = 0
            let bisection = await Bisection(count: count) { place in
                looks += 1
                return place >= first
            }
            #expect(bisection.change?.before == first - 1 && bisection.change?.after == first)
            #expect(looks <= 6, "a row of \(count) needs few looks")
        }
    }

    @Test func sameEndsAreNoChange() async {
        let bisection = await Bisection(count: 5) { _ in 1 }
        #expect(bisection.change == nil && bisection.seen.count == 2)
    }

    @Test func whatCannotBeTriedIsPassedOver() async {
        let bisection = await Bisection(count: 6) { [0, 2, 5].contains($0) ? $0 >= 3 : nil }
        #expect(bisection.change?.before == 2 && bisection.change?.after == 5)
        let nothing = await Bisection<Int>(count: 4) { _ in nil }
        #expect(nothing.change == nil && nothing.seen.isEmpty)
    }
}
