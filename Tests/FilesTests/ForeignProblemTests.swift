import Files
import Foundation
import TestSupport
import Testing

/// Errors that others throw, as this command tells them.
@Suite struct ForeignProblemTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func told(_ body: () throws -> Void) -> String? {
        do { try body() } catch { return FileProblem.text(of: error) }
        return nil
    }

    @Test func foundationsErrorsNamePathReasonAndWhatToDo() throws {
        let file = try scratch.write("", to: "file")
        let none = "\(scratch.path)/none"
        let files = FileManager.default
        #expect(
            told { _ = try Data(contentsOf: URL(fileURLWithPath: none)) }
                == "cannot read \(none): No such file or directory\n  hint: make its folder first")
        let folder = told { try files.createDirectory(atPath: "\(file)/x", withIntermediateDirectories: true) }
        #expect(folder?.contains(file) == true && folder?.contains("\n  hint: ") == true)
        let removed = told { try files.removeItem(atPath: none) }
        #expect(removed?.contains("\(none): No such file or directory") == true)
        for text in [folder, removed] { #expect(text?.contains("NSCocoaErrorDomain") == false, "\(text ?? "")") }
    }

    @Test func otherErrorsStayAsTheyAre() {
        #expect(FileProblem.text(of: FileProblem("write", "/x", ENOSPC)).hasPrefix("cannot write /x: No space"))
        #expect(FileProblem(foreign: CancellationError()) == nil)
        #expect(FileProblem.text(of: POSIXError(.EIO)).hasPrefix("cannot use a file: Input/output error\n  hint: "))
    }

    @Test func aStreamThatTakesNothingSaysWhy() throws {
        let full = open("/dev/full", O_WRONLY)
        defer { close(full) }
        let problem = told { try OpenStream.write(Data("x".utf8), to: full, called: "the answer") }
        #expect(problem?.hasPrefix("cannot write the answer: No space left on device\n  hint: make room") == true)
    }

    /// As a terminal is, that another program has set so.
    @Test(.timeLimit(.minutes(1))) func aStreamThatIsFullForNowIsWaitedFor() throws {
        let pipe = Pipe()
        let out = pipe.fileHandleForWriting.fileDescriptor
        _ = fcntl(out, F_SETFL, O_NONBLOCK)
        let content = Data(repeating: 7, count: 1 << 20)
        let writer = Thread {
            try? OpenStream.write(content, to: out, called: "the pipe")
            try? pipe.fileHandleForWriting.close()
        }
        writer.start()
        usleep(20_000)
        #expect(try pipe.fileHandleForReading.readToEnd() == content)
    }
}
