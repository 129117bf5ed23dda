import Testing

/// The kernel warns once a boot of an address that a device cannot reach: who is asked first decides what the second shows.
extension Integration {
    @Suite(.timeLimit(.minutes(5))) struct IsolationTests {
        private static let config = """
            name: isolation
            kernels: [linux-7.3]
            axes: {cmdline: ["swiotlb=noforce"], ram: [512MiB]}
            devices: [{name: first, model: edu, dma-mask: 28}, {name: second, model: edu, dma-mask: 27}]
            requests: [{kind: map-single, size: 4KiB, direction: to-device, place: above-mask}]

            """

        @Test(arguments: ["shared": "silent", "boot": "dma-addr-overflow", "snapshot": "dma-addr-overflow"])
        func whoIsAskedAloneIsWarnedOf(isolation: String, second: String) async throws {
            try await Scratch.with { scratch in
                let file = try scratch.write(Self.config, to: "isolation.yaml")
                let (ended, run) = try await Run.made(["run", file, "--isolation", isolation], to: "runs", scratch)
                #expect(ended.exit == .code(0), "\(ended.output)")
                let verdicts = try run.verdicts()
                #expect(verdicts.agreeOnTwoSides == 2)
                let seen = try run.plan().cells.map { verdicts[$0]?.route?["message"] ?? nil }
                #expect(seen == ["dma-addr-overflow", second])
                // The verdict says which of both it rests on.
                let given = try run.plan().cells.map { verdicts[$0]?.predicted?.compactMap { $0.given["said-before"] } }
                #expect(given.last == [second == "silent" ? "yes" : "no"])
            }
        }
    }
}
