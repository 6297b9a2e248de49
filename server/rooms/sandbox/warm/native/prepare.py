"""Starts Python up to its first line of program, and writes it as an image on descriptor 3: ../README.md. argv: modules, then the program's own."""
import sys

before = set(sys.modules)
import ctypes  # noqa: E402
import os  # noqa: E402


def words(at, length):
    return ctypes.string_at(at, length).split(b"\0")[:-1] if length else []


class Given(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("env", "env_length", "args", "args_length")]


def restartable():
    """Where the C library told the kernel its restartable sequences are; 0: nowhere."""
    library = ctypes.CDLL(None)
    try:
        offset = ctypes.c_ssize_t.in_dll(library, "__rseq_offset").value
        if not ctypes.c_uint.in_dll(library, "__rseq_size").value:
            return 0
        return thread_pointer(library) + offset
    except ValueError:
        return 0


def thread_pointer(library):
    pointer = ctypes.c_uint64()
    library.syscall(158, 0x1003, ctypes.byref(pointer))  # arch_prctl(ARCH_GET_FS)
    return pointer.value


def fail(why):
    os.write(2, f"{why}\n".encode())
    os._exit(1)


def check_alone():
    others = [name for name in os.listdir("/proc/self/fd") if int(name) > 3 and os.path.exists(f"/proc/self/fd/{name}")]
    if others:
        fail("a module keeps a file or a socket open")
    if len(os.listdir("/proc/self/task")) > 1:
        fail("a module starts a thread")


def import_all(modules):
    import importlib

    for name in modules:
        try:
            importlib.import_module(name)
        except Exception as error:
            fail(f"{name} cannot be imported: {type(error).__name__}: {error}")


def renew():
    """Nothing random is shared by two processes of one image but the seed of hash()."""
    ctypes.pythonapi.PyOS_AfterFork_Child()
    numpy = sys.modules.get("numpy.random")
    if numpy:
        numpy.seed()
    log = sys.modules.get("logging")
    if log:
        import time

        log._startTime = time.time_ns() if isinstance(log._startTime, int) else time.time()


def set_environment(env):
    os.environ.clear()
    for word in env:
        name, _, value = word.partition(b"=")
        os.environb[name] = value
    if "time" in sys.modules:
        sys.modules["time"].tzset()


def own_main():
    import types

    main = types.ModuleType("__main__")
    main.__dict__.update(__package__=None, __spec__=None, __annotations__={}, __builtins__=sys.modules["builtins"])
    sys.modules["__main__"] = main
    return main


def run_file(path, argv):
    import importlib.machinery

    main = own_main()
    sys.argv[:] = argv
    if not getattr(sys.flags, "safe_path", False):
        sys.path[0] = os.path.dirname(os.path.realpath(path))
    where = os.path.abspath(path)
    main.__dict__.update(__file__=where, __cached__=None, __loader__=importlib.machinery.SourceFileLoader("__main__", where))
    with open(path, "rb") as file:
        source = file.read()
    return lambda: exec(compile(source, where, "exec", dont_inherit=True), main.__dict__)


def run_module(name, argv):
    import runpy

    main = own_main()
    sys.argv[:] = ["-m", *argv[1:]]
    if not getattr(sys.flags, "safe_path", False):
        sys.path[0] = os.getcwd()
    del main
    return lambda: runpy._run_module_as_main(name)


def follow(run):
    """What an error prints is what it prints without us."""
    try:
        run()
    except SystemExit:
        raise
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        trace = error.__traceback__
        while trace and trace.tb_frame.f_code.co_filename == __file__:
            trace = trace.tb_next
        error.__traceback__ = trace
        sys.last_type, sys.last_value, sys.last_traceback = type(error), error, trace
        sys.excepthook(type(error), error, trace)
        raise SystemExit(1) from None


def start(argv):
    """argv: the interpreter, its options, then a file or -m and a module."""
    if argv == ["--try"]:
        return print("taken up")
    at = 1
    while at < len(argv) and argv[at].startswith("-") and argv[at] != "-m":
        at += 1
    sys.orig_argv[:] = argv
    own = argv[at:]
    run = run_module(own[1], own[1:]) if own[0] == "-m" else run_file(own[0], own)
    follow(run)


KEPT = {"sys", "builtins", "__main__", "io", "_io", "abc", "codecs", "_codecs", "threading", "_thread", "_frozen_importlib", "_frozen_importlib_external"}


def leave_prepared_at_end():
    """
    What was imported before is not taken apart at the end: that would cost more than all else. Registered first, it comes last of what is
    done at exit; modules and objects of the program's own end as ever, and files it left open in a prepared module are written.
    """
    import atexit
    import gc

    prepared = [(name, module) for name, module in sys.modules.items() if name not in KEPT and not name.startswith("encodings")]
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(prepared))

    def leave():
        io = sys.modules["io"]
        for one in gc.get_objects():
            try:
                if isinstance(one, (io.BufferedIOBase, io.TextIOBase)) and not one.closed and one.writable():
                    one.flush()
            except Exception:
                pass  # as at any interpreter's end
        for name, module in prepared:
            if sys.modules.get(name) is module:
                del sys.modules[name]

    atexit.register(leave)
    gc.collect()
    gc.freeze()


def forget_ourselves(loaded):
    for name in loaded:
        sys.modules.pop(name, None)


def main():
    """The child is the one that is written: a process id other than the program's makes libraries notice that they were copied."""
    library = ctypes.CDLL(os.path.join(os.path.dirname(os.path.abspath(__file__)), "freeze.so"))
    child = os.fork()
    if child:
        status = os.waitpid(child, 0)[1]
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
    library.freeze.restype = ctypes.c_char_p
    forget_ourselves(name for name in set(sys.modules) - before if name != "__main__")
    modules = sys.argv[1].split(",") if sys.argv[1] else []
    if not getattr(sys.flags, "safe_path", False):
        sys.path[0] = os.getcwd()
    import_all(modules)
    check_alone()
    leave_prepared_at_end()
    given = Given()
    rseq = ctypes.c_uint64(restartable())
    ctypes.pythonapi.PyOS_BeforeFork()
    problem = library.freeze(3, rseq, ctypes.byref(given))
    if problem is not None:
        if problem:
            fail(problem.decode())
        os._exit(0)
    renew()
    env, argv = words(given.env, given.env_length), words(given.args, given.args_length)
    library.forget()
    set_environment(env)
    start([os.fsdecode(word) for word in argv])


main()
