import Plan
import RouteModel
import Verdict

extension Judgement {
    /// What hardware would do with a cell's DMA where only emulation brings its bytes; nil where both do the same.
    func emulationNote(_ cell: Cell) -> String? {
        guard verdict != .unavailable else { return nil }
        let routes = route.map { [$0] } ?? predicted.flatMap { $0.allowed ?? [] }
        let shows =
            dmas?.inEmulationAlone == true
            || routes.contains { $0.arrivesInEmulationAlone(in: cell.boot, at: cell.device) }
        return shows ? PrivateMemory.inEmulationAlone : nil
    }
}
