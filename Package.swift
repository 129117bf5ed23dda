// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

func module(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

func command(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// One file that runs on any x86-64 Linux.
func staticCommand(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies, swiftSettings: strict + [.unsafeFlags(["-static-executable"])],
        // lld, because gold warns of the dlopen in the static runtime, which nothing here reaches.
        linkerSettings: [.unsafeFlags(["-static-executable", "-use-ld=lld", "-Xlinker", "-s"])])
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")

let package = Package(
    name: "dmaroute",
    products: [
        .executable(name: "dmaroute", targets: ["dmaroute"]),
        .executable(name: "dmaroute-agent", targets: ["dmaroute-agent"]),
        .executable(name: "dmaroute-observe", targets: ["dmaroute-observe"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        .target(
            name: "TestSupport", dependencies: ["Evidence", "Journal", "Plan", "RouteModel", "Verdict"],
            path: "Tests/TestSupport", swiftSettings: strict),
        tests(
            "FuzzTests", ["GuestProtocol", "Intake", "Journal", "Lab", "Plan", "Printing", "Runner", "Verdict"],
            resources: [.copy("Corpora")]),
        module("Printing"),
        tests("PrintingTests", ["Printing"]),
        module("Files", ["Printing"]),
        tests("FilesTests", ["Files", "TestSupport"]),
        module("RouteModel"),
        tests("RouteModelTests", ["RouteModel"]),
        module("Intake", ["RouteModel", "Evidence"]),
        tests("IntakeTests", ["Intake", "RouteModel", "TestSupport"], resources: [.copy("Reports")]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        module("Digests", ["CCrypto"]),
        tests("DigestsTests", ["Digests"]),
        module("Plan", ["RouteModel", "Digests", "Printing", yams]),
        tests("PlanTests", ["Plan", "RouteModel", yams, "TestSupport"], resources: [.copy("small-plan.json")]),
        module("GuestProtocol"),
        .target(name: "CProbe"),
        tests("GuestProtocolTests", ["CProbe", "GuestProtocol", "TestSupport"]),
        .target(name: "CGuest"),
        module("GuestAgent", ["CGuest", "CProbe", "GuestProtocol"]),
        tests("GuestAgentTests", ["CProbe", "GuestAgent", "GuestProtocol", "TestSupport"]),
        staticCommand("dmaroute-agent", ["GuestAgent"]),
        staticCommand("dmaroute-observe", ["GuestAgent"]),
        module("Evidence", ["RouteModel", "GuestProtocol"]),
        tests(
            "EvidenceTests", ["Evidence", "GuestProtocol", "RouteModel", "TestSupport"], resources: [.copy("Recorded")]),
        module("Verdict", ["RouteModel", "GuestProtocol", "Evidence"]),
        tests("VerdictTests", ["Verdict", "Evidence", "GuestProtocol", "RouteModel"]),
        module("Journal", ["RouteModel", "Plan", "Evidence", "Verdict"]),
        tests(
            "JournalTests", ["Journal", "Plan", "RouteModel", "Evidence", "Verdict", "TestSupport"],
            resources: [.copy("Recorded")]),
        module("Faults", ["RouteModel", "Digests", "Plan", "Evidence", "Verdict", "Journal"]),
        tests("FaultsTests", ["Faults", "RouteModel", "Plan", "Evidence", "Verdict", "Journal", "TestSupport"]),
        module("Images", ["RouteModel", "Digests", "Files", yams, subprocess, systemPackage]),
        tests("ImagesTests", ["Digests", "Images", "Plan", "TestSupport"], resources: [.copy("Recorded")]),
        .systemLibrary(name: "CLibvirt", pkgConfig: "libvirt-qemu", providers: [.apt(["libvirt-dev"])]),
        module("Libvirt", ["CLibvirt"]),
        tests("LibvirtTests", ["Libvirt"]),
        .target(name: "CNamespace"),
        module("Lab", ["CNamespace", "RouteModel", "Plan", "GuestProtocol", "Files", "Printing", "Libvirt"]),
        tests("LabTests", ["RouteModel", "Plan", "GuestProtocol", "Images", "Lab", "TestSupport"]),
        module("Mutations", ["RouteModel"]),
        tests("MutationsTests", ["Mutations"]),
        module(
            "Runner",
            [
                "RouteModel", "Plan", "GuestProtocol", "Evidence", "Verdict", "Journal", "Digests", "Files", "Printing",
                "Images", "Lab", "Mutations",
            ]),
        tests(
            "RunnerTests",
            [
                "Runner", "RouteModel", "Plan", "GuestProtocol", "Verdict", "Evidence", "Journal", "Digests", "Files",
                "Images",
                "Lab", "Mutations", "Printing", "TestSupport",
            ],
            resources: [.copy("Recorded")]),
        module("Search", ["RouteModel", "Plan", "Evidence", "Verdict"]),
        tests("SearchTests", ["Search", "RouteModel", "Plan"]),
        module(
            "Report",
            [
                "RouteModel", "Digests", "Plan", "GuestProtocol", "Evidence", "Verdict", "Journal", "Faults", "Search",
                "Printing",
            ],
            resources: [.embedInCode("Page")]),
        tests(
            "ReportTests",
            ["Report", "RouteModel", "Plan", "GuestProtocol", "Evidence", "Verdict", "Journal", "Printing"],
            resources: [.copy("Schemas")]),
        module(
            "History", ["RouteModel", "Files", "Plan", "Verdict", "Journal", "Printing", "Runner", "Report", grdb]),
        tests(
            "HistoryTests",
            ["Files", "History", "RouteModel", "Plan", "Verdict", "Journal", "Runner", grdb, "TestSupport"]),
        module(
            "DMARouteCommand",
            [
                "Digests", "Files", "Printing", "RouteModel", "Plan", "GuestAgent", "Evidence", "Verdict", "Journal",
                "Faults", "Images", "Lab",
                "Mutations", "Runner", "Intake", "Search", "Report", "History", argumentParser,
            ]),
        tests(
            "DMARouteCommandTests",
            [
                "Digests", "DMARouteCommand", "Evidence", "Faults", "History", "Images", "Intake", "Journal", "Lab",
                "Mutations", "Plan",
                "Printing", "Report",
                "RouteModel",
                "Runner",
                "Search", "Verdict", "TestSupport", argumentParser,
            ]),
        command("dmaroute", ["DMARouteCommand"]),
        module("Manual"),
        tests("ManualTests", ["Manual"]),
        command("dmaroute-manual", ["Manual"]),
        tests("IntegrationTests", ["DMARouteCommand", "TestSupport", argumentParser]),
        command(
            "dmaroute-bench",
            [
                "RouteModel", "Plan", "GuestProtocol", "Evidence", "Verdict", "Journal", "Images", "Lab", "Runner",
                "History", argumentParser,
            ]),
    ]
)

// `make fuzz` alone: what the fuzz test takes gets libFuzzer before it, and every module tells it which ways it takes.
if Context.environment["DMAROUTE_FUZZ"] != nil, let tests = package.targets.first(where: { $0.name == "FuzzTests" }) {
    package.targets.removeAll { $0.name == "FuzzTests" }
    package.targets.append(
        .executableTarget(
            name: "dmaroute-fuzz", dependencies: tests.dependencies, path: "Tests/FuzzTests",
            exclude: ["ReplayTests.swift", "Corpora"],
            swiftSettings: strict + [.define("DMAROUTE_FUZZ"), .unsafeFlags(["-parse-as-library"])],
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])]))
    for target in package.targets where target.type != .system {
        target.swiftSettings = (target.swiftSettings ?? []) + [.unsafeFlags(["-sanitize=fuzzer"])]
    }
}
