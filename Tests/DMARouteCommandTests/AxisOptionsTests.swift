import ArgumentParser
import Plan
import Testing

@testable import DMARouteCommand

/// The flags of the table of axes are options like those that are written out.
struct AxisOptionsTests {
    @Test func everyAxisIsAFlagThatMayRepeat() throws {
        for axis in AxisFlag.all {
            let cells = try CellOptions.parse(["--\(axis.key)", "a", "--\(axis.key)=b", "--device", "edu"])
            #expect(cells.axes.values[axis.key] == ["a", "b"] && !cells.isEmpty)
            let others = cells.axes.values.filter { $0.key != axis.key && !$0.value.isEmpty }
            #expect(others.isEmpty)
            #expect(CellOptions.helpMessage().contains("--\(axis.key) "))
        }
        #expect(AxisFlag.all.count > 10)
        #expect(try CellOptions.parse([]).isEmpty)
        #expect(throws: (any Error).self) { try CellOptions.parse(["--viomu", "intel"]) }
    }
}
