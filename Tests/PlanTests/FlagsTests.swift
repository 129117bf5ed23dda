import Plan
import RouteModel
import Testing

private func flags(
    device: [String] = ["edu,dma-mask=32"],
    request: [String] = ["map-single,place=above-4g,size=4096,direction=to-device"]
) -> Flags {
    var flags = Flags()
    flags.kernel = ["linux-6.1"]
    flags.axes["viommu"] = ["intel"]
    flags.axes["cmdline"] = ["iommu=pt"]
    flags.axes["ram"] = ["5GiB"]
    flags.device = device
    flags.request = request
    return flags
}

private func complaint(_ flags: Flags) -> String? {
    do throws(ConfigError) {
        _ = try Config(flags: flags).plan(catalogue)
        return nil
    } catch {
        return error.description
    }
}

@Test func flagsMakeTheSameCellAsAConfig() throws {
    let cell = try #require(try Config(flags: flags()).plan(catalogue).cells.first)
    let config = small(line: 4, "  viommu: intel\n  cmdline: iommu=pt")
    #expect(try plan(config).cells.contains { $0.id == cell.id })
    #expect(cell.device.name == "edu32")
}

@Test func aRepeatedFlagIsAList() throws {
    var flags = flags(device: ["edu,dma-mask=32", "edu,dma-mask=64,name=wide,coherent-mask=40"])
    flags.axes["cmdline"] = ["", "swiotlb=65536,force"]
    let plan = try Config(flags: flags).plan(catalogue)
    #expect(plan.boots.map(\.boot.cmdline) == ["", "swiotlb=65536,force"])
    #expect(plan.boots.first?.devices.last == Device(name: "wide", dmaMask: 64, coherentMask: 40))
}

@Test func errorsOfFlagsNameTheFlagAndColumn() {
    #expect(complaint(flags()) == nil)
    #expect(Flags().isEmpty && !flags().isEmpty)
    #expect(complaint(Flags())?.hasPrefix("--kernel:1:1: error: no kernel is given\n") == true)
    #expect(
        complaint(flags(request: ["map-single,plce=below-4g"])) == """
            --request:1:12: error: "plce" is not a key of a request
              hint: did you mean place? (known: kind, size, direction, place, segments, cut, gfp, address, attributes, held, earlier-mask, cpu, sync, moved, offset)
            """)
    #expect(
        complaint(flags(request: ["map-single,place=below-5g"]))?.hasPrefix(
            "--request:1:18: error: \"below-5g\" is not a place\n  hint: did you mean below-4g?") == true)
    #expect(
        complaint(flags(request: ["map-single,,size=64"]))?.hasPrefix("--request:1:12: error: nothing stands here")
            == true)
    #expect(
        complaint(flags(request: ["map-single,size"]))?.hasPrefix("--request:1:12: error: \"size\" has no value")
            == true)
    #expect(
        complaint(flags(request: ["map-single,kind=map-sg"]))?.hasPrefix("--request:1:12: error: kind stands twice")
            == true)
    #expect(
        complaint(flags(device: ["edu,dma-mask=x"]))?.hasPrefix("--device:1:14: error: dma-mask (in bits) must be")
            == true)
    #expect(complaint(flags(device: ["edu,dma-mask=99999999999999999999"]))?.contains("from 1 to 64") == true)
    var other = flags()
    other.axes["ram"] = ["1GiB"]
    #expect(complaint(other)?.hasPrefix("--request:1:18: error: no boot has a buffer above-4g") == true)
}

@Test func anAxisThatNobodyKnowsIsRefused() {
    var flags = flags()
    flags.axes["viomu"] = ["intel"]
    #expect(complaint(flags)?.hasPrefix("--viomu:1:1: error: \"viomu\" is not a key of axes") == true)
}

/// One cell without a config is the cell of one, or says why it is none.
@Test func aCellAloneIsTheConfigsOrSaysWhyNot() throws {
    let cell = try #require(try Config(flags: flags()).plan(catalogue).cells.first)
    var boot = cell.boot
    boot.cBit = 51
    boot.askedMeans = .hardware
    var asked = Plan.Asked(device: cell.device, request: cell.request)
    asked.device.name = "what-a-report-calls-it"
    let alone = try #require(try Plan(name: "flags", boot: boot, only: asked).cells.first)
    #expect(alone == cell)
    func refusal(_ change: (inout Boot, inout Plan.Asked) -> Void) -> String? {
        var (boot, asked) = (cell.boot, asked)
        change(&boot, &asked)
        do throws(ConfigError) {
            _ = try Plan(name: "flags", boot: boot, only: asked)
            return nil
        } catch {
            return error.message
        }
    }
    #expect(refusal { boot, _ in boot.ram = 1 << 30 }?.hasPrefix("no boot has a buffer above-4g") == true)
    #expect(refusal { boot, _ in boot.ram = 1 << 20 }?.hasPrefix("ram must be from 256MiB to 64GiB") == true)
    #expect(refusal { boot, _ in boot.encryption = .sme }?.hasPrefix("a guest cannot have sme") == true)
    #expect(refusal { $1.request.size = 100 }?.hasPrefix("size must be a multiple of 64") == true)
    #expect(refusal { $1.request.size = 8 << 20 }?.hasPrefix("a buffer of map-single has at most 4MiB") == true)
    #expect(refusal { $1.request.kind = .driverIO } == "a edu makes no driver-io")
}
