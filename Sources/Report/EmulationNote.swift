import Plan
import RouteModel
import Verdict

extension Judgement {
    /// What hardware would do with a cell's DMA where only emulation brings its bytes; nil where both do the same.
    func emulationNote(_ cell: Cell) -> String? {
        guard verdict != .unavailable else { return nil }
        let point = Point(boot: cell.boot, device: cell.device, request: cell.request)
        let routes = route.map { [$0] } ?? predicted.flatMap { $0.allowed ?? [] }
        let shows = dmas?.inEmulationAlone == true || routes.contains(where: point.arrivesInEmulationAlone)
        return shows ? PrivateMemory.inEmulationAlone : nil
    }
}
