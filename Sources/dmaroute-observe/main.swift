import GuestAgent
import Glibc

exit(ObserverCommand.run(Array(CommandLine.arguments.dropFirst())))
