import Foundation
import FoundationXML
import RouteModel
import TestSupport
import Testing

@testable import Lab

@Suite struct XMLTests {
    private static let pieces = [
        "<", ">", "&", "\"", "'", "]]>", "<!--", "-->", "&amp;", "&#0;", "<?x", "\n", "\r", "\t", "\r\n", " ", "  ",
        "é", "\u{301}",
        "\u{1F980}", "\u{FFFD}", "\u{85}", "\u{2028}", ",", "=", "/", "..", "%s", "$(id)", "`", ";", "a", "</name>",
        "\\", "{", "\u{7f}",
    ]

    private func hostile(_ random: inout Dice) -> String {
        (0..<Int.random(in: 1...12, using: &random)).map { _ in Self.pieces.randomElement(using: &random) ?? "" }
            .joined()
    }

    /// By scalars: Swift's == holds canonically equal strings to be the same.
    private func same(_ left: String?, _ right: String) -> Bool {
        left?.unicodeScalars.elementsEqual(right.unicodeScalars) == true
    }

    @Test func hostileValuesComeBackFromARealParser() throws {
        var random = Dice(7)
        for _ in 0..<300 {
            let (name, kernel, initrd) = (hostile(&random), "/" + hostile(&random), "/" + hostile(&random))
            let (cmdline, folder, channel) = (hostile(&random), "/" + hostile(&random), "/" + hostile(&random))
            var spec = GuestSpec(
                name: "x", kernel: kernel, initrd: initrd, cmdline: cmdline, ram: 512 << 20, viommu: .intel,
                edu: [EduSpec(slot: 0x10)], folder: folder)
            spec.logLimit = 1
            spec.machine.type = name
            let files = GuestPaths(folder: folder, channel: channel, emulatorLog: "/x")
            let xml = try DomainXML(
                spec: spec, domainName: name, emulator: kernel, accelerator: .tcg, files: files
            ).document()
            let seen = try Seen(xml)
            // A real parser hands back NUL-free text as it was, with nothing normalised.
            #expect(same(seen.texts["name"], name))
            #expect(same(seen.texts["kernel"], kernel))
            #expect(same(seen.texts["initrd"], initrd))
            #expect(same(seen.texts["cmdline"], spec.kernelArguments))
            #expect(same(seen.texts["emulator"], kernel))
            #expect(same(seen.attributes["type.machine"]?.first, name))
            #expect(same(seen.attributes["source.path"]?.first, folder + "/console.log"))
            let arguments = seen.attributes["qemu:arg.value"] ?? []
            #expect(arguments.contains(folder + "/device-trace.log"))
            let memory = try #require(arguments.firstIndex(of: "-object"))
            let object = try JSONSerialization.jsonObject(with: Data(arguments[memory + 1].utf8)) as? [String: Any]
            #expect((object?["mem-path"] as? String)?.unicodeScalars.elementsEqual(channel.unicodeScalars) == true)
        }
    }

    /// QEMU parts at the byte, whatever mark stands behind it.
    @Test(arguments: ["", "\u{301}", "\u{200d}"]) func eachCommaOfAPathIsDoubled(mark: String) {
        #expect(same(DomainXML.commaDoubled("/a,\(mark)b,,\(mark)"), "/a,,\(mark)b,,,,\(mark)"))
    }

    @Test(arguments: ["\0", "\u{1}", "\u{b}", "\u{1f}", "\u{FFFE}", "\u{FFFF}"])
    func charactersThatXMLCannotCarryAreRefused(_ text: String) {
        #expect(throws: LabError.self) { try XML("name", text: "a\(text)").document() }
        #expect(throws: LabError.self) { try XML("name", ["type": "a\(text)"]).document() }
    }

    @Test func noDeviceComesUnasked() throws {
        let xml = try document(viommu: .none)
        #expect(xml.contains("<controller type=\"usb\" model=\"none\"/>"))
        #expect(xml.contains("<memballoon model=\"none\"/>"))
        #expect(!xml.contains("iommu"))
        #expect(!xml.contains("-trace"))
        #expect(try document(viommu: .intel).contains("vtd_dmar_translate"))
    }

    @Test func whatCannotBeBuiltIsRefused() {
        #expect(throws: LabError.self) { try document(viommu: .none, ram: 1000) }
        #expect(throws: LabError.self) { try document(viommu: .none, edu: [EduSpec(slot: 0x1e)]) }
        #expect(throws: LabError.self) { try document(viommu: .none, edu: [EduSpec(slot: 0x10), EduSpec(slot: 0x10)]) }
        #expect(throws: LabError.self) { try document(viommu: .none, kernel: "relative") }
    }

    private func document(
        viommu: VIOMMU, ram: UInt64 = 1 << 30, edu: [EduSpec] = [], kernel: String = "/k"
    ) throws -> String {
        let spec = GuestSpec(
            name: "x", kernel: kernel, initrd: nil, cmdline: "", ram: ram, viommu: viommu, edu: edu, folder: "/f")
        return try DomainXML(
            spec: spec, domainName: "d", emulator: "/e", accelerator: .tcg,
            files: GuestPaths(folder: "/f", channel: "/c", emulatorLog: "/l")
        ).document()
    }
}

/// Texts and attributes of a document as FoundationXML reads them; of several elements of one name, texts keep the
/// last.
final class Seen: NSObject, XMLParserDelegate {
    var texts: [String: String] = [:]
    var attributes: [String: [String]] = [:]
    private var path: [(name: String, text: String)] = []

    init(_ xml: String) throws {
        super.init()
        let parser = XMLParser(data: Data(xml.utf8))
        parser.delegate = self
        try #require(parser.parse(), "not well-formed: \(xml)")
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes found: [String: String]
    ) {
        path.append((name, ""))
        for (key, value) in found { attributes["\(name).\(key)", default: []].append(value) }
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        if !path.isEmpty { path[path.count - 1].text.unicodeScalars.append(contentsOf: text.unicodeScalars) }
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        if let (name, text) = path.popLast() { texts[name] = text }
    }
}
