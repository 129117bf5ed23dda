import RouteModel

/// What random configurations write for the fields of a config: odd forms of options, numbers beside every limit, and the usual
/// value about every second time.
struct RandomWords {
    var numbers: SplitMix64

    /// What is written for a field whose values are not a few words, and for those of which some are not at hand anywhere.
    ///
    /// An empty list leaves the field out. Means of encryption that no emulator has, kinds of it that are not emulated,
    /// processors with a microcode of their own and QEMUs that have to be fetched would come to skipped cells alone.
    static let boot: [String: [String]] = [
        "means": [], "emulator": [], "microcode": [], "encryption": ["sme", "sev"],
        "c-bit": ["39", "43", "48", "51"], "cpus": ["2", "3", "4"], "maxmem": ["8GiB", "16GiB"],
        "ram": ["256MiB", "384MiB", "512MiB", "640MiB", "1536MiB", "2GiB", "3GiB", "4GiB", "5GiB", "6GiB"],
    ]

    /// As ``boot``, of a device that the probe drives; whether a device is proven by TDISP is emulated nowhere.
    static let device: [String: [String]] = [
        "model": [], "t-state": [], "dma-mask": (24...64).map(String.init),
        "coherent-mask": (24...64).map(String.init),
    ]

    /// As ``boot``, of a request. No driver means to hand a device the physical address.
    static let request: [String: [String]] = [
        "kind": [], "address": [], "cpu": ["0", "1"], "earlier-mask": ["24", "31", "32", "40", "48", "64"],
        "held": ["1", "7", "63", "255", "256", "300"], "offset": ["64", "1088", "2048", "4032"],
        "segments": ["1", "2", "3", "4", "7", "16", "32"],
        "size": [
            "64", "128", "2048", "2112", "4032", "4160", "8128", "64KiB", "65600", "128KiB", "262080", "256KiB",
            "262208",
            "260KiB", "1MiB", "4MiB", "16MiB",
        ],
    ]

    /// Options that decide a route or are read beside those that do, in the forms that people write.
    private static let options = [
        "swiotlb=force", "swiotlb=noforce", "swiotlb=128", "swiotlb=512", "swiotlb=2048,force", "swiotlb=1024,2",
        "swiotlb=4096,1,force", "swiotlb=,2", "swiotlb=force,noforce", "swiotlb=65536", "swiotlb=any",
        "swiotlb=force,track_hiwater", "swiotlb=0x400", "iommu=pt", "iommu=nopt", "iommu=soft", "iommu=off",
        "iommu=on", "iommu=pt,force", "iommu=off,soft", "iommu=noforce", "iommu=memaper=2", "iommu.passthrough=1",
        "iommu.passthrough=0", "iommu.passthrough=on", "iommu.strict=0", "iommu.strict=1", "iommu.strict=y",
        "iommu.forcedac=1", "iommu.forcedac=0", "intel_iommu=on", "intel_iommu=off", "intel_iommu=on,strict",
        "intel_iommu=on,sm_on", "intel_iommu=on,forcedac", "amd_iommu=off", "amd_iommu=fullflush",
        "amd_iommu=force_isolation",
        "mem_encrypt=on", "mem_encrypt=off", "coherent_pool=64K", "coherent_pool=1M", "quiet", "nosmp", "nokaslr",
        "debug", "loglevel=7", "pci=noats", "numa=off",
    ]

    mutating func chance(_ one: Int, in all: Int) -> Bool { Int.random(in: 0..<all, using: &numbers) < one }

    mutating func one<Element>(of all: [Element]) -> Element? { all.randomElement(using: &numbers) }

    mutating func commandLine() -> String {
        let count = [0, 1, 1, 2, 2, 3, 4][Int.random(in: 0..<7, using: &numbers)]
        return (0..<count).compactMap { _ in one(of: Self.options) }.joined(separator: " ")
    }

    /// nil where the field is left out.
    mutating func word<Root>(_ field: Field<Root>, _ own: [String: [String]]) -> String? {
        let values = own[field.key] ?? field.values.filter { !$0.contains(",") }
        return chance(1, in: 2) ? one(of: values) : nil
    }
}
