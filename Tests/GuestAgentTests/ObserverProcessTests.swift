import Foundation
import GuestProtocol
import TestSupport
import Testing

@testable import GuestAgent

/// An observer that is started beside the agent; a script stands in for it.
struct ObserverProcessTests {
    /// A kernel whose sleeps are real, and the folder that the observer makes.
    private struct Bench {
        let kernel = FakeKernel.guest()
        let scratch: Scratch
        var folder: String { "\(scratch.path)/observed" }

        init() throws {
            scratch = try Scratch()
            kernel.reallySleeps = true
            kernel.realFiles["\(folder)/facts.txt"] = "\(folder)/facts.txt"
            kernel.put("", at: "\(FakeKernel.tracing)/instances/mine/trace")
            kernel.put("p:dmaroute/x f\n", at: "\(FakeKernel.tracing)/kprobe_events")
        }

        /// Starts a script that writes its words into a file, says that it traces, and stays.
        func start(first: String = "", last: String = "for i in $(seq 500); do sleep 0.01; done") throws
            -> ObserverProcess
        {
            let script = """
                #!/bin/sh
                \(first)
                mkdir "$3" && echo "$@" > "$3/words" && echo x > "$3/new" && mv "$3/new" "$3/facts.txt"
                \(last)

                """
            // Copied by another process: what this one has open for writing cannot be executed.
            let install = Process()
            install.executableURL = URL(fileURLWithPath: "/usr/bin/install")
            let text = try scratch.write(script, to: "text")
            install.arguments = ["-m", "755", text, "\(scratch.path)/observer"]
            try install.run()
            install.waitUntilExit()
            return try ObserverProcess(
                seconds: 7, executable: "\(scratch.path)/observer", folder: folder, kernel)
        }
    }

    @Test func itIsToldHowLongAndWhereAndEndedByAWordItCanHear() throws {
        let bench = try Bench()
        let process = try bench.start(first: "trap 'exit 3' TERM")
        #expect(try bench.scratch.text("observed/words") == "--seconds 7 \(bench.folder)\n")
        bench.kernel.put("1", at: "\(FakeKernel.tracing)/tracing_on")
        let left = try process.end()
        #expect(
            left.map(\.name) == [
                "observed/facts.txt", "observed/kmsg.txt", "observed/ftrace.txt", "observed/trace-stats.txt",
                "observed/tracing.txt",
            ])
        #expect(left.map(\.path) == EvidenceFolder.names.map { "\(bench.folder)/\($0)" } + [nil])
        #expect(
            left.last?.text == "exit 3 signal 0\nbefore\n" + Self.state(tracingOn: "") + "after\n"
                + Self.state(tracingOn: "1"))
    }

    private static func state(tracingOn: String) -> String {
        "instance mine\nkprobe_events\np:dmaroute/x f\nset_event\nunreadable\ntracing_on\n\(tracingOn)\n"
            + "buffer_size_kb\n\noptions/hash-ptr\n\n"
    }

    @Test func oneThatASignalEndsSaysWhich() throws {
        let bench = try Bench()
        #expect(try bench.start().end().last?.text.hasPrefix("exit 0 signal 15\nbefore\n") == true)
    }

    /// In a process of its own, which leaves a child behind.
    @Test func oneThatDoesNotTraceIsGivenUpAfterThirtySeconds() async {
        await #expect(processExitsWith: .success) {
            let kernel = FakeKernel.guest()
            let began = kernel.now
            do throws(Problem) {
                _ = try ObserverProcess(seconds: 1, executable: "/bin/true", folder: "/no/such", kernel)
            } catch {
                let took = kernel.now - began
                exit(error.text == "/bin/true does not trace" && (30_000..<30_010).contains(took) ? 0 : 1)
            }
            exit(2)
        }
    }

    /// Likewise.
    @Test func oneThatDoesNotEndIsAProblem() async {
        await #expect(processExitsWith: .success) {
            let bench = try Bench()
            let process = try bench.start(first: "trap '' TERM", last: "sleep 2")
            bench.kernel.reallySleeps = false
            let began = bench.kernel.now
            do throws(Problem) {
                _ = try process.end()
            } catch {
                let took = bench.kernel.now - began
                exit(error.text.hasSuffix("/observer does not end") && (30_000..<30_010).contains(took) ? 0 : 1)
            }
            exit(2)
        }
    }

    @Test func oneThatIsNotThereIsAProblem() throws {
        let error = #expect(throws: Problem.self) {
            try ObserverProcess(seconds: 1, executable: "/no/such/observer", folder: "/no/such", FakeKernel.guest())
        }
        #expect(error?.text == "start /no/such/observer: No such file or directory")
    }

    @Test func aGuestWithoutOneSaysSoWhenItIsAskedFor() throws {
        let kernel = FakeKernel.guest()
        let said = try FakeHarness(kernel).talk(
            "dmaroute.observe=2", [.setUp(magic: 3, devices: [.edu]), .finish])
        #expect(said.problems == ["start /dmaroute-observe: No such file or directory"])
        #expect(kernel.calls("module").isEmpty, "it must see the first driver")
    }
}
