import DMARouteCommand

@main
enum Main {
    static func main() async { await DMARoute.main() }
}
