/// What makes QEMU's amd-iommu translate.
///
/// QEMU 7.2 translates either way, 10.0 with pt=off only, and 11.1 with dma-remap=on only; a wrong choice is not refused
/// but moves data untranslated. So it is told by what the device says that it has, never by a version.
enum AMDOptions {
    @Sendable static func options(help: String) -> [String] {
        let names = help.split(whereSeparator: \.isNewline).compactMap { line in
            line.split(separator: "=").first.map { $0.drop { $0 == " " } }
        }
        if names.contains("dma-remap") { return ["dma-remap=on"] }
        return names.contains("pt") ? ["pt=off"] : []
    }
}
