import ArgumentParser

/// What faults come to.
struct FaultOptions: ParsableArguments {
    @Flag(
        help: "Exit 1 where there is a fault that is not declared: an entry of the file of --known may name its id.")
    var failOnFaults = false
}
