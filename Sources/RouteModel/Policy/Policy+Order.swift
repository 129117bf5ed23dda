extension Policy {
    /// Whether a route of this request depends on what the kernel said earlier in the same boot.
    ///
    /// Of all that a boot keeps of earlier requests nothing else decides a route: an IOVA that is used again lies below
    /// the earlier mask and so below the later one, and the pool is empty again when a request is over.
    public func restsOnOrder(_ point: Point) -> Bool {
        predict(point).contains { outcome in outcome.given.contains { $0.fact == .saidBefore } }
    }
}
