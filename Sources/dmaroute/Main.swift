import DMARouteCommand

@main
enum Main {
    static func main() async {
        DMARoute.prepare()
        await DMARoute.main()
    }
}
