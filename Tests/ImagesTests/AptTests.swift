import Testing

@testable import Images

@Suite struct AptTests {
    @Test func theMachinesMirrorsAreTaken() {
        let old = """
            # deb http://commented/debian bookworm main
            deb https://packages.example.org/apt bookworm main
            deb [arch=amd64 signed-by=/x.gpg] http://mirror.example/debian/ bookworm main contrib
            deb http://mirror.example/debian-security bookworm-security main
            deb http://second.example/debian bookworm main
            """
        let new = """
            Types: deb deb-src
            # a comment
            URIs: https://new.example/debian
            Suites: trixie
             trixie-updates
            Components: main

            Enabled: no
            Types: deb
            URIs: http://off.example/debian-security
            Suites: trixie-security
            """
        #expect(
            MachineSources(files: [("sources.list", old)])
                == MachineSources(
                    main: "http://mirror.example/debian", security: "http://mirror.example/debian-security"))
        #expect(
            MachineSources(files: [("x.sources", new)])
                == MachineSources(main: "https://new.example/debian", security: nil))
        let none = MachineSources(files: [])
        #expect(none.mirror(ofSuite: "bookworm-security") == "http://deb.debian.org/debian-security")
        #expect(none.mirror(ofSuite: "trixie-backports") == "http://deb.debian.org/debian")
    }

    @Test(arguments: ["http://x\" ;/debian", "cdrom:[x]/debian", "http://$(x)/debian", "/debian"])
    func addressesThatCouldEscapeAreNotTaken(address: String) {
        #expect(MachineSources(files: [("a.list", "deb \(address) bookworm main")]).main == nil)
    }

    @Test func proxiesPassAndOurFoldersWin() throws {
        let dump = """
            Dir::Cache "/var/cache/apt";
            APT::Update::Post-Invoke:: "rm -rf /x";
            Acquire::http::Proxy "http://proxy:3128";
            Acquire::Retries "7";
            Acquire::Languages:: "de";
            Acquire::AllowInsecureRepositories "1";
            """
        let text = AptConfiguration(
            folder: "/c", suites: ["bookworm", "bookworm-security"], sources: .fallback, machineSettings: dump
        ).configurationText
        #expect(text.contains("Acquire::http::Proxy \"http://proxy:3128\";"))
        #expect(!text.contains("/var/cache/apt") && !text.contains("Post-Invoke") && !text.contains("\"de\""))
        let lines = text.split(separator: "\n")
        let insecure = lines.filter { $0.hasPrefix("Acquire::AllowInsecureRepositories") }
        #expect(insecure.last == "Acquire::AllowInsecureRepositories \"false\";")
        #expect(lines.last { $0.hasPrefix("Acquire::Retries") } == "Acquire::Retries \"7\";")
    }
}
