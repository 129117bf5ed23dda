/// What there is to choose from outside of the config.
public struct Catalogue: Hashable, Sendable {
    /// Names of images/kernels.yaml, such as `linux-6.1`.
    public let kernels: [String]
    /// Names of the model's policies.
    public let policies: [String]

    public init(kernels: [String], policies: [String]) {
        self.kernels = kernels
        self.policies = policies
    }
}
