import Plan
import Printing
import RouteModel
import Testing

@testable import Report

@Suite struct ConfigurationFlagsTests {
    private static let edus = [
        Device(name: "a", dmaMask: 32), Device(name: "b", dmaMask: 64, coherentMask: 32),
        Device(name: "c", dmaMask: 48, untrusted: true, hotplugged: true),
        Device(name: "d", dmaMask: 64, besideIOMMU: true),
    ]

    private static let requests = [
        Request(kind: .mapSingle, size: 512, direction: .toDevice, place: .aboveMask),
        Request(kind: .mapPage, size: 4096, direction: .bidirectional, place: .below4G, attributes: [.mmio]),
        Request(kind: .allocCoherent, size: 65536, direction: .fromDevice, place: nil, atomic: true),
        Request(kind: .mapSG, size: 65536, direction: .fromDevice, place: .above4G, segments: 4),
    ]

    /// What the flags say is the very cell, whatever has a driver.
    @Test func theFlagsAreTheCell() throws {
        let driven = DeviceModel.all.flatMap { model -> [Plan.Asked] in
            guard let masks = model.masks else { return [] }
            let platforms: [Bool?] = model.isVirtio ? [true, false] : [nil]
            return platforms.map { platform in
                let device = Device(
                    name: "e", model: model.name, dmaMask: masks.streaming, coherentMask: masks.coherent,
                    iommuPlatform: platform)
                let request = Request(kind: .driverIO, size: 65536, direction: .fromDevice, place: nil)
                return Plan.Asked(device: device, request: request)
            }
        }
        #expect(driven.count > 10)
        let probed = Self.edus.flatMap { device in Self.requests.map { Plan.Asked(device: device, request: $0) } }
        for asked in driven + probed {
            var flags = Flags()
            flags.name = "flags"
            flags.kernel = ["linux-7.3"]
            flags.axes["ram"] = ["5GiB"]
            flags.device = [ConfigurationFlags.device(asked.device)]
            flags.request = [ConfigurationFlags.request(asked.request)]
            let catalogue = Catalogue(kernels: ["linux-7.3"], policies: [])
            let boot = Boot(kernel: "linux-7.3", ram: 5 << 30)
            let cell = try? Config(flags: flags).plan(catalogue).cells.first
            let own = Plan(name: "own", boot: boot, asked: [asked])?.cells.first
            // No buffer lies above a mask that reaches all RAM, and both say so.
            #expect(cell?.id == own?.id, "\(flags.device) \(flags.request)")
        }
    }

    @Test func anIOMMUWithoutPassThroughIsAFlag() {
        let boot = Boot(kernel: "linux-7.3", viommu: .intel, ram: 1 << 30, passThrough: false)
        let point = Point(boot: boot, device: Self.edus[0], request: Self.requests[0])
        #expect(ConfigurationFlags.text(point, kernel: "linux-7.3").contains("--viommu intel --pass-through off --ram"))
    }

    /// Who pastes it runs nothing but dmaroute.
    @Test(arguments: ["a`touch HURT`$(touch HURT)", "x=\"a b\"", "a\\", "!!", "it's"])
    func aCommandLineIsOneWordOfAShell(line: String) {
        let point = { (line: String) in
            Point(
                ParsedBoot(Boot(kernel: "linux-7.3", cmdline: line, ram: 1 << 30)), device: Self.edus[0],
                request: Self.requests[0])
        }
        let flags = ConfigurationFlags.text(point(line), kernel: "linux-7.3")
        #expect(flags.contains("--cmdline \(ShellWord.doubleQuoted(line)) "))
        #expect(flags.contains("--cmdline '") == (line != "it's"))
        #expect(ConfigurationFlags.text(point("iommu=pt a=b"), kernel: "k").contains("--cmdline \"iommu=pt a=b\" "))
        var device = Self.edus[0]
        device.model = "edu;touch HURT"
        let other = Point(ParsedBoot(point("").boot), device: device, request: Self.requests[0])
        #expect(ConfigurationFlags.text(other, kernel: "k").contains("--device 'edu;touch HURT"))
    }

    /// Behind a `\` at a line's end single quotes hold another text.
    @Test func whatStandsInSingleQuotesIsNotParted() {
        #expect(PlainText.words(["--a 'b c'", "--d \"e f\""]) == ["--a 'b c'", "--d", "\"e", "f\""])
    }
}
