#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Mutation test of the protocol engine: does a test notice every small fault?

Each fault that mutate.py can put into lacpmod/lacp/ is tried by the unit tests,
a tenth of the standard's tables, changes of buckets, the simulator and all of the
tables (in this order), until one of them fails, crashes or exceeds its time. A fault that does not compile is
none; nor is one of which the compiler makes the same code as before, or as of
another fault.

All faults of functions are compiled at once: each function is there once more for
each of its faults, and a variable says which is called. Faults of macros are
compiled one by one. The tests see a fault of a header as the engine does.

Without any fault each test must need less than a quarter of its time. One that
exceeds it is tried once more, alone and with four times as much, before that
counts.

A fault that no test notices fails, unless explained.tsv says why none can: that
it changes nothing. The explanation names function, code before and after, so
that it survives when lines move. One of a fault that is no more, or that a test
notices, fails too.

usage: mutants.py [--jobs N] [FILE...]
"""

import argparse
import collections
import concurrent.futures
import glob
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile

import mutate

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
LACP = os.path.join(TOP, 'lacpmod', 'lacp')
SIM = os.path.join(TOP, 'tools', 'sim')
EXPLAINED = os.path.join(HERE, 'explained.tsv')
TESTED = os.path.join(SIM, 'build', 'plain')
# Who passes a pointer for a number, or the reverse, would not get as far as here.
CC = ['gcc', '-std=gnu11', '-Werror=int-conversion',
      '-Werror=incompatible-pointer-types', '-DLACP_TRACE', '-I' + TOP,
      '-I' + os.path.join(SIM, 'include')]
# To be run: beyond the end of an array is a crash.
RUN = ['-O1', '-fsanitize=bounds-strict', '-fsanitize-undefined-trap-on-error']
HEADERS = ['lacp.h', 'machines.h', 'pdu.h']
# Program, the seconds of processor time that it may take, and its arguments.
TESTS = [
    ('unit', 0.8, '--first'),
    ('conform', 16, '10'),
    ('deal', 16, '5000'),
    ('sim', 16, '--scenes', '--histories', '200', '--jobs', '1', '--no-cover'),
    ('conform', 60),
]
MARGIN = 4      # times that the limits are beyond what it takes


class Mutant:
    """A fault: where it is, and what became of it."""

    def __init__(self, name, edit, before, after):
        self.name, self.function, self.code = name, edit.function, after
        self.edit = edit
        self.line = before.count('\n', 0, edit.start) + 1
        start = before.rfind('\n', 0, edit.start) + 1
        end = before.find('\n', edit.end)
        tail = len(before) - end
        self.before = ' '.join(before[start:end].split())
        self.after = ' '.join(after[start:len(after) - tail].split())
        self.number, self.verdict, self.reason = 1, None, ''

    def key(self):
        """What an explanation is found by, whatever the line."""
        return (self.name, self.function, str(self.number), self.before,
                self.after)


def read(*path):
    with open(os.path.join(*path), encoding='utf-8') as file:
        return file.read()


def read_bytes(path):
    with open(path, 'rb') as file:
        return file.read()


def sources():
    return sorted(os.path.basename(p) for p in glob.glob(LACP + '/*.c'))


def find_mutants(names):
    """All faults of these files, in order; and their functions."""
    other = mutate.families(read(TOP, 'uapi', 'linux', 'lacpmod.h'),
                            read(LACP, 'lacp.h'), read(LACP, 'machines.h'))
    found, spans, keys = [], {}, collections.Counter()
    for name in names:
        text = read(LACP, name)
        edits, spans[name] = mutate.mutants(text, other)
        for edit, changed in edits:
            mutant = Mutant(name, edit, text, changed)
            keys[mutant.key()] += 1
            mutant.number = keys[mutant.key()]
            found.append(mutant)
    return found, spans


def in_parallel(jobs, work, items):
    """[work(item)...], of which some run at the same time."""
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(work, items))


def copy_of(mutant, text, function, number):
    """The function with the fault, under a name of its own."""
    edit = mutant.edit
    code = (text[function.start:edit.start] + edit.new +
            text[edit.end:function.end])
    code = re.sub(r'\b%s\(' % function.name,
                  '%s_%d(' % (function.name, number), code, count=1)
    return '\n#line 1 "fault-%d"\n%s%s\n' % (
        number, '' if code.startswith('static') else 'static ', code)


def with_all(name, text, mutants, spans):
    """The source with all faults of its functions, by number."""
    by_function = collections.defaultdict(list)
    for number, mutant in mutants.items():
        if mutant.name == name and mutant.function in spans:
            by_function[mutant.function].append(number)
    code, at = '', 0
    for function in sorted(spans.values(), key=lambda f: f.start):
        numbers = by_function[function.name]
        code += text[at:function.start]
        code += ''.join(copy_of(mutants[n], text, function, n)
                        for n in numbers)
        code += '\n#line 1 "%s"\n' % name + text[function.start:function.body]
        code += '{\n\tswitch (lacp_mutant) {\n'
        for n in numbers:
            call = '%s_%d(%s)' % (function.name, n,
                                  ', '.join(function.arguments))
            code += '\tcase %d: %s;\n' % (
                n, call + '; return' if function.returns == 'void'
                else 'return ' + call)
        code += '\t}\n' + text[function.body:function.end] + '\n}\n'
        at = function.end
    return 'extern unsigned int lacp_mutant;\n' + code + text[at:]


class Bench:
    """A copy of the engine's sources, and what is compiled of it."""

    def __init__(self, folder):
        self.folder = folder
        self.lacp = os.path.join(folder, 'lacpmod', 'lacp')
        self.tested = TESTED
        os.makedirs(self.lacp)
        for path in glob.glob(LACP + '/*.[ch]'):
            shutil.copy(path, self.lacp)

    def write(self, name, code):
        with open(os.path.join(self.lacp, name), 'w',
                  encoding='utf-8') as file:
            file.write(code)

    def compile(self, name, *flags):
        """The object's path, and what the compiler said where there is none."""
        path = os.path.join(self.folder, name + '.o')
        done = subprocess.run([*CC, *flags, '-c', '-o', path,
                               'lacpmod/lacp/' + name],
                              cwd=self.folder, capture_output=True, text=True,
                              check=False)
        return (None if done.returncode else path), done.stderr

    def share_headers(self):
        """Have the tests include these headers instead of the engine's own."""
        for name in ('lacpmod/lag', 'lacpmod/kunit', 'uapi'):
            if name.endswith('kunit'):      # it includes what is beside it
                shutil.copytree(os.path.join(TOP, name),
                                os.path.join(self.folder, name))
            else:
                os.symlink(os.path.join(TOP, name),
                           os.path.join(self.folder, name))
        self.tested = os.path.join(self.folder, 'tests', 'plain')

    def build_test(self, test):
        """All of a test but the engine; None where it does not compile."""
        path = os.path.join(self.tested, test + '.tests.o')
        if self.tested == TESTED:
            return path
        # A constant that is another may well make a test's code look wrong.
        done = subprocess.run(['make', '-s', '-C', SIM, path, 'CC=gcc -w',
                               'CFLAGS_plain=-O1', 'top=' + self.folder,
                               'O=' + os.path.dirname(self.tested)],
                              capture_output=True, text=True, check=False)
        return None if done.returncode else path

    def link(self, test, objects):
        """A program that runs a test for each number that it reads."""
        path = os.path.join(self.folder, test)
        tests = path + '.tests.o'
        built = self.build_test(test)
        if not built:
            return None
        subprocess.run(['objcopy', '--redefine-sym', 'main=test_main', built,
                        tests], check=True)
        subprocess.run([*CC, '-O1', '-o', path, os.path.join(HERE, 'runner.c'),
                        tests, *objects], check=True)
        return path


def compile_with_all(bench, mutants, spans, jobs):
    """Objects with all faults; those that do not compile are taken out."""
    texts = {name: read(LACP, name) for name in spans}
    invalid = set()
    while True:
        for name in spans:
            bench.write(name, with_all(name, texts[name], mutants,
                                       spans[name]))
        compiled = in_parallel(jobs, lambda n: bench.compile(n, *RUN),
                               sources())
        errors = ''.join(said for path, said in compiled if not path)
        wrong = {int(n) for n in re.findall(r'^fault-(\d+):\d+:\d+: error',
                                            errors, re.MULTILINE)}
        if all(path for path, _ in compiled):
            return [path for path, _ in compiled], invalid
        if not wrong:
            sys.exit(errors)
        invalid |= {mutants.pop(n) for n in wrong}


def run_test(program, seconds, arguments, numbers, jobs):
    """How the test ended, by number."""
    def run(part):
        said = subprocess.run([program, str(seconds), *arguments], text=True,
                              check=True, input=' '.join(map(str, part)),
                              stdout=subprocess.PIPE).stdout
        return [line.split() for line in said.splitlines()]
    numbers = sorted(numbers)
    ends = {}
    for lines in in_parallel(jobs, run, [numbers[i::jobs * 8]
                                         for i in range(jobs * 8)]):
        ends.update({int(number): end for number, end in lines})
    return ends


def try_faults(program, seconds, arguments, numbers, jobs):
    """The same, of which none is only due to too little time."""
    ends = run_test(program, seconds, arguments, numbers, jobs)
    for number in [n for n, end in ends.items() if end == 'time']:
        ends.update(run_test(program, MARGIN * seconds, arguments, [number], 1))
    return ends


def check_baseline(program, seconds, arguments):
    """Without any fault the test passes, and soon enough."""
    if not program:
        sys.exit('without any fault: the tests do not compile')
    end = run_test(program, seconds / MARGIN, arguments, [0], 1)[0]
    if end != 'ok':
        sys.exit('without any fault: %s %s: %s' % (
            os.path.basename(program), ' '.join(arguments),
            'takes more than %g s' % (seconds / MARGIN) if end == 'time'
            else end))


def test_all(folder, mutants, spans, jobs):
    """Try all faults of functions; those that are none."""
    if not mutants:
        return set()
    bench = Bench(folder)
    objects, invalid = compile_with_all(bench, mutants, spans, jobs)
    if set(spans) & set(HEADERS):
        bench.share_headers()
    left = set(mutants)
    for test, seconds, *arguments in TESTS:
        program = bench.link(test, objects)
        check_baseline(program, seconds, arguments)
        for number, end in try_faults(program, seconds, arguments, left,
                                      jobs).items():
            if end != 'ok':
                mutants[number].verdict = '%s: %s' % (test, end)
                left.remove(number)
        print('# %s leaves %d of %d' % (test, len(left), len(mutants)),
              flush=True)
    return invalid


def included(path):
    """Names of the engine's headers that a file includes, and they in turn."""
    names = set(re.findall(r'^#include "(?:.*/)?(\w+\.h)"', read(path),
                           re.MULTILINE)) & set(HEADERS)
    for name in set(names):
        names |= included(os.path.join(LACP, name))
    return names


def affected(name):
    """Which sources a fault in this file can change."""
    if name.endswith('.c'):
        return [name]
    return [n for n in sources() if name in included(os.path.join(LACP, n))]


def compile_one(bench, mutant, *flags):
    """Paths of the objects that the fault is in, by name; None if invalid."""
    bench.write(mutant.name, mutant.code)
    objects = {name: bench.compile(name, *flags)[0]
               for name in affected(mutant.name)}
    return None if None in objects.values() else objects


def test_macro(bench, mutant, objects):
    """How the first test ended that notices the fault of a macro, if any."""
    for test, seconds, *arguments in TESTS:
        # The variable that chooses among other faults is the runner's.
        program = bench.link(test, objects)
        if not program:
            return test + ': does not compile'
        end = try_faults(program, seconds, arguments, [0], 1)[0]
        if end != 'ok':
            return '%s: %s' % (test, end)
    return None


def test_macros(folder, macros, jobs):
    """Try each fault of a macro on its own; those that are none."""
    if not macros:
        return set()
    original = Bench(folder + '/original')
    objects = {n: original.compile(n, *RUN)[0] for n in sources()}
    original.share_headers()
    for test, seconds, *arguments in TESTS:
        check_baseline(original.link(test, objects.values()), seconds,
                       arguments)

    def work(pair):
        i, mutant = pair
        bench = Bench('%s/%d' % (folder, i))
        changed = compile_one(bench, mutant, *RUN)
        if changed is None:
            return mutant
        if mutant.name in HEADERS:
            bench.share_headers()
        mutant.verdict = test_macro(bench, mutant,
                                    {**objects, **changed}.values())
        shutil.rmtree(bench.folder)
        return None
    return set(in_parallel(jobs, work, enumerate(macros))) - {None}


def same_code(folder, mutants):
    """Of the faults that nothing noticed, those that change no code."""
    bench = Bench(folder)
    original = {n: read_bytes(bench.compile(n, '-O2')[0])
                for n in sorted({n for m in mutants
                                 for n in affected(m.name)})}
    seen, same = set(), set()
    for mutant in mutants:
        objects = compile_one(bench, mutant, '-O2')
        bench.write(mutant.name, read(LACP, mutant.name))
        changed = {n: read_bytes(path) for n, path in (objects or {}).items()}
        changed = {n: o for n, o in changed.items() if o != original[n]}
        code = hashlib.sha256(repr(sorted(changed.items())).encode()).digest()
        if not changed or code in seen:
            same.add(mutant)
        seen.add(code)
    return same


def explanations(names):
    """Reasons by key, of these files."""
    reasons = {}
    for line in read(EXPLAINED).split('\n'):
        if not line or line.startswith('#'):
            continue
        *key, reason = line.split('\t')
        if key[0] in names:
            reasons[tuple(key)] = reason
    return reasons


def report(mutants, reasons):
    """Print what no test noticed; passed and failed."""
    how = collections.Counter(m.verdict for m in mutants if m.verdict)
    for verdict, count in sorted(how.items()):
        print('# %5d noticed by %s' % (count, verdict))
    passed, failed = 0, 0
    for mutant in mutants:
        reason = reasons.pop(mutant.key(), None)
        if bool(mutant.verdict) == (reason is None):
            passed += 1
            continue
        failed += 1
        print('not ok lacpmod/lacp/%s:%d %s(): %s' % (
            mutant.name, mutant.line, mutant.function,
            'explained, but noticed by ' + mutant.verdict if mutant.verdict
            else 'no test notices'))
        print('    - %s\n    + %s' % (mutant.before, mutant.after))
        if not mutant.verdict:
            print('    # ' + '\t'.join(mutant.key()))
    for key in reasons:
        failed += 1
        print('not ok explained, but there is no such fault:\n    %s' %
              '\t'.join(key))
    return passed, failed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--jobs', type=int, default=os.cpu_count())
    parser.add_argument('files', nargs='*')
    args = parser.parse_args()
    known = sources() + HEADERS
    names = args.files or known
    if set(names) - set(known):
        parser.error('no such file of the engine: %s' %
                     ' '.join(sorted(set(names) - set(known))))
    found, spans = find_mutants(names)
    print('# %d faults in %s' % (len(found), ' '.join(names)), flush=True)
    macros = [m for m in found if m.function not in spans[m.name]]
    numbered = {i: m for i, m in enumerate(found, 1) if m not in macros}
    with tempfile.TemporaryDirectory() as folder:
        none = test_all(folder + '/all', numbered, spans, args.jobs)
        none |= test_macros(folder + '/macros', macros, args.jobs)
        left = [m for m in found if m not in none and not m.verdict]
        same = same_code(folder + '/same', left)
    print('# %5d do not compile\n# %5d make the same code' % (len(none),
                                                             len(same)))
    real = [m for m in found if m not in none | same]
    passed, failed = report(real, explanations(names))
    print('%d passed, %d failed, 0 skipped' % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == '__main__':
    sys.exit(main())
