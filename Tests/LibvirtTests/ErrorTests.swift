import Libvirt
import Testing

@Suite struct ErrorTests {
    @Test func aRefusedConnectionSaysWhatWasTriedAndWhy() throws {
        let error = try #require(throws: LibvirtError.self) { _ = try Connection(uri: "nosuchdriver:///x") }
        #expect(error.operation == "open nosuchdriver:///x")
        #expect(error.code != 0)
        #expect(error.description.contains("nosuchdriver"))
    }

    @Test func errorsOfOneThreadAreNotThoseOfAnother() async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<20 {
                group.addTask {
                    do {
                        _ = try Connection(uri: "nosuch\(number):///x")
                        return false
                    } catch let error as LibvirtError {
                        return error.operation == "open nosuch\(number):///x" && !error.message.isEmpty
                    }
                }
            }
            for try await right in group { #expect(right) }
        }
    }
}
