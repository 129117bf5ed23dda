import RouteModel
import Testing

@testable import Plan

/// Values of fields whose values are no few words; those that a field cannot read are not its own.
private let samples = [
    "linux-7.2", "51", "0x00000001", "iommu=pt", "iommu.strict=1 panic=1", "5GiB", "16GiB", "32", "64", "3", "8KiB",
    "other",
]

/// Values of a field with what they make of one of several beginnings, where that is something else.
private func variants<Root: Described>(
    of field: Field<Root>, from beginnings: [Root]
) throws -> [(from: Root, to: Root, text: String)] {
    let texts = field.values.isEmpty ? samples : field.values
    let at = Position(file: "test", line: 1, column: 1)
    let settings = texts.compactMap { try? field.read(Tree(at: at, content: .bare($0))) }
    return beginnings.flatMap { beginning in
        settings.compactMap { setting in
            guard field.forms.contains(beginning.form), setting.refusal(beginning.form) == nil else { return nil }
            var changed = beginning
            setting.apply(&changed)
            guard changed != beginning, changed.form == beginning.form, changed.normalised() == changed,
                setting.holds(changed), !setting.holds(beginning)
            else { return nil }
            #expect(field.text(changed) == setting.text)
            return (beginning, changed, setting.text)
        }
    }
}

/// Nothing that a table has to know can be forgotten in it without a red test.
@Suite struct FieldTests {
    private static let boots = [
        Boot(kernel: "linux-7.3", ram: 1 << 30), Boot(kernel: "linux-7.3", viommu: .intel, ram: 1 << 30),
        Boot(kernel: "linux-7.3", encryption: .sev, ram: 1 << 30),
        Boot(kernel: "linux-7.3", platform: .host, ram: 2 << 30),
    ]

    private static let devices = [
        Device(name: "edu64", dmaMask: 64), Device(name: "edu48", dmaMask: 48),
        Device(name: "virtio-blk", model: "virtio-blk", dmaMask: 64, iommuPlatform: false),
    ]

    private static let requests = [
        Request(kind: .mapSingle, size: 4096, direction: .fromDevice, place: .below4G),
        Request(kind: .mapSG, size: 384 << 10, direction: .fromDevice, place: .below4G, segments: 2),
        Request(kind: .allocCoherent, size: 4096, direction: .fromDevice, place: nil),
    ]

    @Test func everyStoredPropertyHasAField() {
        #expect(Mirror(reflecting: Self.boots[0]).children.count == Boot.fields.count)
        #expect(Mirror(reflecting: Self.devices[0]).children.count == Device.fields.count)
        #expect(Mirror(reflecting: Self.requests[0]).children.count == Request.fields.count)
        #expect(Set(CellField.keys).count == CellField.all.count)
    }

    /// A new axis needs no more than this.
    @Test func anEntryOfKeyNotationAndPropertyIsEnough() throws {
        let field = Field<Boot>("cpus", "Processors", .integer("cpus", in: 1...64), usual: .value(47), \.cBit)
        let (usual, other) = (Boot(kernel: "linux-7.3", ram: 1 << 30), Boot(kernel: "linux-7.3", ram: 1 << 30, cBit: 4))
        #expect(field.text(usual) == "47" && field.text(other) == "4" && field.usualText == "47")
        #expect(field.words(usual) == nil && field.words(other) == "cpus 4")
        #expect(field.flag(usual) == nil && field.flag(other) == "4")
        #expect(field.digested(usual) == nil && field.digested(other)?.value.text == "4")
        #expect(field.unusual(usual) == 0 && field.unusual(other) == 1)
        #expect(field.cuts(usual).isEmpty && field.cuts(other).map(\.says) == ["with cpus 47"])
        #expect(field.cuts(other).first?.result == usual && field.part == .processor)
        #expect(field.schema(nil).rendered() == #"{"type": "integer", "minimum": 1, "maximum": 64}"#)
    }

    @Test(arguments: Boot.fields.map(\.key)) func everyFieldOfABoot(key: String) throws {
        let field = try #require(Boot.fields.first { $0.key == key })
        let variants = try variants(of: field, from: Self.boots).filter { $0.to.impossibility == nil }
        #expect(!variants.isEmpty, "no value of \(key) is tried; add one to the samples")
        for (from, to, text) in variants {
            let asked = Plan.Asked(device: Self.devices[0], request: Self.requests[0])
            let plans = try [from, to].map { try #require(Plan(name: "a", boot: $0, asked: [asked])) }
            #expect(plans[0].boots[0].key != plans[1].boots[0].key, "\(text)")
            #expect(plans[0].cells[0].id != plans[1].cells[0].id, "\(text)")
            #expect(from.line != to.line && from.flags != to.flags, "\(text): \(to.line)")
            #expect(try planned(to, asked).boot == to, "\(to.flags)")
            #expect(try filtered(plans[1], key, text).cellCount == 1)
            check(field, to) { boot in BootPart.allCases.flatMap { boot.cuts(of: $0) } }
        }
    }

    @Test(arguments: Device.fields.map(\.key)) func everyFieldOfADevice(key: String) throws {
        let field = try #require(Device.fields.first { $0.key == key })
        let beginnings =
            key == "model" ? Self.devices + [DeviceModel.named("nvme").flatMap(driven)].compactMap { $0 } : Self.devices
        let variants = try variants(of: field, from: beginnings)
        #expect(!variants.isEmpty, "no value of \(key) is tried; add one to the samples")
        guard field.digestKey != nil else { return }
        for (from, to, text) in variants {
            let request =
                to.hasDriver
                ? Request(kind: .driverIO, size: Limits.driverIO, direction: .fromDevice, place: nil)
                : Self.requests[0]
            let form = Identity.BootForm(Self.boots[0])
            #expect(Identity.id(form, from, instance: 1, request) != Identity.id(form, to, instance: 1, request))
            #expect(from.usualName != to.usualName && from.flagValue != to.flagValue, "\(text)")
            var named = to
            named.name = to.usualName
            if to.form == .edu || key != "model" {
                #expect(try planned(Self.boots[0], Plan.Asked(device: to, request: request)).device == named)
            }
            check(field, to, \.cuts)
        }
    }

    @Test(arguments: Request.fields.map(\.key)) func everyFieldOfARequest(key: String) throws {
        let field = try #require(Request.fields.first { $0.key == key })
        let variants = try variants(of: field, from: Self.requests).filter { $0.to.mistake == nil }
        #expect(!variants.isEmpty, "no value of \(key) is tried; add one to the samples")
        var boot = Self.boots[0]
        boot.ram = 5 << 30
        boot.cpus = Limits.cpus.upperBound
        for (from, to, text) in variants {
            let form = Identity.BootForm(boot)
            let device = Self.devices[1]
            #expect(Identity.id(form, device, instance: 1, from) != Identity.id(form, device, instance: 1, to))
            #expect(from.line != to.line && from.brief != to.brief && from.flagValue != to.flagValue, "\(text)")
            if to.place != .aboveMask {
                #expect(try planned(boot, Plan.Asked(device: device, request: to)).request == to, "\(to.flagValue)")
            }
            check(field, to, \.cuts)
        }
    }

    /// Values other than the usual count, and where a field has something simpler for one, that goes on until the usual.
    private func check<Root: Described>(_ field: Field<Root>, _ root: Root, _ cuts: (Root) -> [Simpler<Root>]) {
        guard field.differs(root) else { return }
        // Of RAM there is no usual amount in what was run, only a least one.
        #expect(root.unusual > 0 || field.key == "ram")
        guard !field.cuts(root).isEmpty else { return }
        var left = root
        while let cut = cuts(left).first { left = cut.result }
        if let boot = left as? Boot, field.key == "ram" {
            #expect(boot.ram == Boot.memories.first)
        } else {
            #expect(!field.differs(left), "nothing takes \(field.key) \(field.text(root)) away")
        }
    }

    /// Every field that has a usual value can be made simpler, unless a form cannot do without it.
    @Test func everyFieldCanBeMadeSimpler() throws {
        func keys<Root: Described>(_ beginnings: [Root]) throws -> [String] {
            try Root.fields.filter { field in
                let variants = try variants(of: field, from: beginnings)
                return field.usual != nil && !variants.contains { field.differs($0.to) && !field.cuts($0.to).isEmpty }
            }.map(\.key)
        }
        #expect(try keys(Self.boots) == [])
        #expect(try keys(Self.devices) == ["iommu-platform"])
        #expect(try keys(Self.requests) == [])
    }

    private func driven(_ model: DeviceModel) -> Device? {
        model.masks.map {
            Device(name: model.name, model: model.name, dmaMask: $0.streaming, coherentMask: $0.coherent)
        }
    }

    private func filtered(_ plan: Plan, _ key: String, _ text: String) throws -> Plan {
        try plan.filtered(by: Filter("\(key)=\"\(text)\""))
    }

    /// The only cell that the flags of this stand for.
    private func planned(_ boot: Boot, _ asked: Plan.Asked) throws -> Cell {
        var flags = Flags()
        for flag in boot.flags {
            let parts = flag.dropFirst(2).split(separator: " ", maxSplits: 1).map(String.init)
            let value = parts[1].filter { $0 != "\"" }
            if parts[0] == "kernel" { flags.kernel = [value] } else { flags.axes[parts[0]] = [value] }
        }
        flags.device = [asked.device.flagValue]
        flags.request = [asked.request.flagValue]
        return try #require(try Config(flags: flags).plan(catalogue).cells.first)
    }
}
