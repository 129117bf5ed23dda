import RouteModel
import Synchronization

/// What threads found, by number.
final class ForecastBox: Sendable {
    private let forecasts: Mutex<[[StatementForecast]]>

    init(_ count: Int) { forecasts = Mutex(Array(repeating: [], count: count)) }

    func put(_ forecast: [StatementForecast], at index: Int) { forecasts.withLock { $0[index] = forecast } }

    var all: [[StatementForecast]] { forecasts.withLock { $0 } }
}
