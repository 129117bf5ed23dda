import RouteModel

extension Device: Described {
    enum Form: CaseIterable {
        /// Driven by the probe.
        case edu
        case virtio
        /// By the kernel's own driver, which sets the masks.
        case driven
    }

    var form: Form { DeviceModel.named(model)?.form ?? .edu }

    static let gap = "-"

    /// As parts of a name.
    static func words(_ key: String, _ text: String) -> String { text == Switch.on.rawValue ? key : key + text }

    static let fields = [
        nameField, modelField, dmaMaskField, coherentMaskField, iommuPlatformField, untrustedField, tStateField,
        hotplugField, besideIOMMUField,
    ]

    /// A device of a config calls it `name`.
    static let nameField = Field<Device>(
        "device", "Its name; by default model and masks, such as edu64c32", .name(.device), usual: .nothing, \.name
    ).with {
        $0.digestKey = nil
        $0.words = { _ in nil }
    }

    static let modelField = Field<Device>(
        "model", "What QEMU shows", .model, usual: .nothing, \.model,
        refuses: { model, form in
            DeviceModel.named(model)?.form == form ? nil : Refusal(message: "\(model) is another device", hint: "")
        }
    ).with {
        $0.required = Set(Form.allCases)
        $0.words = { $0.model }
        $0.flag = { $0.model }
    }

    private static let dmaMaskField = Field<Device>(
        "dma-mask", "Width of the streaming mask in bits", .integer("dma-mask (in bits)", in: Limits.mask),
        usual: .value(64), \.dmaMask
    ).with {
        $0.forms = [.edu]
        $0.required = [.edu]
        $0.digestKey = "dmaMask"
        $0.isAlwaysDigested = true
        $0.before = ""
        $0.words = { $0.form == .edu ? "\($0.dmaMask)" : nil }
        $0.flag = { "\($0.dmaMask)" }
        $0.cuts = {
            [
                Simpler($0, "with masks of 64 bits") {
                    $0.dmaMask = 64
                    $0.coherentMask = 64
                }
            ]
        }
        $0.stray = setByDriver("dma-mask")
    }

    private static let coherentMaskField = Field<Device>(
        "coherent-mask", "Width of the coherent mask in bits; as dma-mask by default",
        .integer("coherent-mask (in bits)", in: Limits.mask), usual: .follows(\.dmaMask), \.coherentMask
    ).with {
        $0.forms = [.edu]
        $0.digestKey = "coherentMask"
        $0.isAlwaysDigested = true
        $0.before = ""
        $0.words = { $0.form == .edu && $0.coherentMask != $0.dmaMask ? "c\($0.coherentMask)" : nil }
        $0.cuts = {
            [Simpler($0, "with a coherent mask as wide as the streaming one") { $0.coherentMask = $0.dmaMask }]
        }
        $0.stray = setByDriver("coherent-mask")
    }

    private static let iommuPlatformField = Field<Device>(
        "iommu-platform", "Whether the device demands the DMA API (VIRTIO_F_ACCESS_PLATFORM)",
        .onOff("iommu-platform"), usual: .absent, get: { $0.iommuPlatform.map { $0 ? .on : .off } },
        set: { $0.iommuPlatform = $1.map { $0 == .on } }
    ).with {
        $0.forms = [.virtio]
        $0.required = [.virtio]
        $0.digestKey = "iommuPlatform"
        $0.words = { $0.iommuPlatform == true ? "platform" : nil }
        $0.cuts = { _ in [] }
        $0.stray = { device, _ in
            Refusal(message: "\(device) has no iommu-platform", hint: "only virtio devices have it")
        }
    }

    private static let untrustedField = Field<Device>(
        "untrusted", "Whether firmware says that it is plugged in from outside (ExternalFacingPort)", \.untrusted
    ).with {
        $0.forms = [.edu]
        $0.cuts = { [Simpler($0, "trusted") { $0.untrusted = false }] }
        $0.stray = onlyOfEdu("untrusted")
    }

    private static let tStateField = Field<Device>(
        "t-state", "Whether it is proven to the guest (TDISP, T=1)", \.tState
    ).with {
        $0.forms = [.edu]
        $0.digestKey = "tState"
        $0.words = { $0.tState ? "t1" : nil }
        $0.cuts = { [Simpler($0, "not proven by TDISP") { $0.tState = false }] }
        $0.stray = onlyOfEdu("t-state")
    }

    private static let hotplugField = Field<Device>(
        "hotplug", "Whether it is plugged in when the guest is up", \.hotplugged
    ).with {
        $0.forms = [.edu]
        $0.cuts = { [Simpler($0, "there from the beginning") { $0.hotplugged = false }] }
        $0.stray = onlyOfEdu("hotplug")
    }

    private static let besideIOMMUField = Field<Device>(
        "beside-viommu", "Whether it is on a root bus that bypasses the vIOMMU, and not on a port", \.besideIOMMU
    ).with {
        $0.forms = [.edu]
        $0.digestKey = "besideIOMMU"
        $0.words = { $0.besideIOMMU ? "beside" : nil }
        $0.cuts = { [Simpler($0, "behind the vIOMMU, if there is one") { $0.besideIOMMU = false }] }
        $0.stray = onlyOfEdu("beside-viommu")
    }

    private static func setByDriver(_ key: String) -> @Sendable (String, Form) -> Refusal {
        { device, _ in
            Refusal(message: "\(device) has no \(key) to choose: its driver sets it", hint: "leave \(key) out")
        }
    }

    private static func onlyOfEdu(_ key: String) -> @Sendable (String, Form) -> Refusal {
        { _, _ in Refusal(message: "only an edu can be given \(key)", hint: "leave \(key) out") }
    }
}

extension DeviceModel {
    /// The form of a config's entry for it.
    var form: Device.Form { masks == nil ? .edu : isVirtio ? .virtio : .driven }
}
