import Lab

extension DMARoute {
    /// What is to be done before all else, while the process has one thread.
    public static func prepare() {
        _ = Executable.place
        OwnDevice.give()
    }
}
