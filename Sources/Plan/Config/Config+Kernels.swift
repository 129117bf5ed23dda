import RouteModel

extension Config {
    /// The same config for one kernel alone: what it says of kernels by their names, in `kernels`, `include` and `exclude`,
    /// goes.
    ///
    /// - Throws: Where the name is none that a kernel can have.
    public func replacingKernels(with name: String) throws(ConfigError) -> Config {
        let at = Position(file: "--kernel", line: 1, column: 1)
        let field = Boot.kernelField
        var config = self
        config.kernels = [Located(value: try field.read(Tree(at: at, content: .text(name))), at: at)]
        config.include = include.filter { $0.values(of: field.key).isEmpty }
        config.exclude = exclude.filter { $0.values(of: field.key).isEmpty }
        return config
    }
}
