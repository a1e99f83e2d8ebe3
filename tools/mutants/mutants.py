#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Mutation test of the protocol engine: does a test notice every small fault?

Each fault that mutate.py can put into lacpmod/lacp/ is compiled, alone, linked
with the unit tests, the standard's tables and the simulator (in this order), and
run until one of them fails, crashes or exceeds its time. A fault that does not
compile is none; nor is one of which the compiler makes the same code as before,
or as of another fault.

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
import resource
import signal
import subprocess
import sys
import tempfile

import mutate

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
LACP = os.path.join(TOP, 'lacpmod', 'lacp')
SIM = os.path.join(TOP, 'tools', 'sim')
EXPLAINED = os.path.join(HERE, 'explained.tsv')
CC = ['gcc', '-std=gnu11', '-O2', '-w', '-DLACP_TRACE', '-I' + TOP,
      '-I' + os.path.join(SIM, 'include')]
HEADERS = ['machines.h', 'pdu.h']
# Program, its arguments, and the seconds of processor time that it may take.
TESTS = [
    ('unit', [], 0.5),
    ('conform', [], 5),
    ('sim', ['--scenes', '--histories', '60', '--jobs', '1', '--no-cover'], 5),
]
MEMORY = 1 << 30


class Mutant:
    """A fault: where it is, and what became of it."""

    def __init__(self, name, edit, before, after):
        self.name, self.function, self.code = name, edit.function, after
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


def sources():
    return sorted(os.path.basename(p) for p in glob.glob(LACP + '/*.c'))


def find_mutants(names):
    """All faults of these files, in order."""
    other = mutate.families(read(TOP, 'uapi', 'linux', 'lacpmod.h'),
                            read(LACP, 'lacp.h'), read(LACP, 'machines.h'))
    found, keys = [], collections.Counter()
    for name in names:
        text = read(LACP, name)
        for edit, changed in mutate.mutants(text, other):
            mutant = Mutant(name, edit, text, changed)
            keys[mutant.key()] += 1
            mutant.number = keys[mutant.key()]
            found.append(mutant)
    return found


class Bench:
    """Where faults are compiled and tested; one for each thread."""

    def __init__(self, folder, original):
        self.folder, self.original = folder, original
        self.lacp = os.path.join(folder, 'lacp')
        os.makedirs(self.lacp)
        for path in glob.glob(LACP + '/*.[ch]'):
            os.symlink(path, os.path.join(self.lacp, os.path.basename(path)))

    def compile(self, mutant=None):
        """Octets of the objects by name, or None if it does not compile."""
        names = sources()
        if mutant:
            path = os.path.join(self.lacp, mutant.name)
            os.unlink(path)
            with open(path, 'w', encoding='utf-8') as file:
                file.write(mutant.code)
            if mutant.name.endswith('.c'):
                names = [mutant.name]
        objects = {}
        for name in names:
            done = subprocess.run(CC + ['-c', '-o', 'x.o', 'lacp/' + name],
                                  cwd=self.folder, capture_output=True,
                                  check=False)
            if done.returncode:
                objects = None
                break
            with open(os.path.join(self.folder, 'x.o'), 'rb') as file:
                objects[name] = file.read()
        if mutant:
            os.unlink(path)
            os.symlink(os.path.join(LACP, mutant.name), path)
        return objects

    def test(self, objects):
        """The test that notices the fault, and how; or None."""
        paths = []
        for name, octets in {**self.original, **objects}.items():
            paths.append(os.path.join(self.folder, name + '.o'))
            with open(paths[-1], 'wb') as file:
                file.write(octets)
        for test, arguments, seconds in TESTS:
            program = os.path.join(self.folder, test)
            tests = os.path.join(SIM, 'build', 'plain', test + '.tests.o')
            subprocess.run(['gcc', '-o', program, *paths, tests], check=True)
            status = self.run([program, *arguments], seconds)
            if status:
                return '%s: %s' % (test, status)
        return None

    def run(self, command, seconds):
        """Why the command failed, or None."""
        def limit():
            signal.setitimer(signal.ITIMER_PROF, seconds)
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        try:
            # It may also wait for ever; the processor's time is what counts.
            done = subprocess.run(command, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL, preexec_fn=limit,
                                  timeout=seconds * 100, check=False)
        except subprocess.TimeoutExpired:
            return 'time'
        if done.returncode < 0:
            return ('time' if done.returncode == -signal.SIGPROF else
                    'crash')
        return 'fails' if done.returncode else None


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


def compile_all(mutants, benches, pool):
    """Compile the faults; leave out what is none."""
    def work(mutant):
        bench = benches.pop()
        try:
            return bench.compile(mutant)
        finally:
            benches.append(bench)
    original = benches[0].original
    seen, real, none = {}, [], collections.Counter()
    for mutant, objects in zip(mutants, pool.map(work, mutants)):
        if objects is None:
            none['do not compile'] += 1
            continue
        changed = {n: o for n, o in objects.items() if o != original[n]}
        print_key = hashlib.sha256(repr(sorted(changed.items())).encode())
        if not changed:
            none['leave the code as it is'] += 1
        elif print_key.digest() in seen:
            none['are the same as another'] += 1
        else:
            seen[print_key.digest()] = mutant
            real.append((mutant, changed))
    return real, none


def test_all(real, benches, pool):
    def work(pair):
        bench = benches.pop()
        try:
            pair[0].verdict = bench.test(pair[1])
        finally:
            benches.append(bench)
        return pair[0]
    for done, mutant in enumerate(pool.map(work, real), 1):
        if not mutant.verdict:
            print('# nothing notices %s:%d {%s} -> {%s}' % (
                mutant.name, mutant.line, mutant.before, mutant.after),
                  flush=True)
        if done % 100 == 0:
            print('# %d of %d' % (done, len(real)), flush=True)


def report(real, reasons):
    """Print what no test noticed; passed and failed."""
    how = collections.Counter(m.verdict for m, _ in real if m.verdict)
    for verdict, count in sorted(how.items()):
        print('# %5d noticed by %s' % (count, verdict))
    passed, failed = sum(how.values()), 0
    for mutant, _ in real:
        reason = reasons.pop(mutant.key(), None)
        if mutant.verdict and reason is None:
            continue
        if reason is not None and not mutant.verdict:
            passed += 1
            continue
        failed += 1
        passed -= bool(mutant.verdict)
        print('not ok lacpmod/lacp/%s:%d %s(): %s' % (
            mutant.name, mutant.line, mutant.function,
            'explained, but noticed by ' + mutant.verdict if mutant.verdict
            else 'no test notices'))
        print('    - %s\n    + %s' % (mutant.before, mutant.after))
        if not mutant.verdict:
            print('    ' + '\t'.join(mutant.key()))
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
    with tempfile.TemporaryDirectory() as folder, \
            concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        original = Bench(os.path.join(folder, 'original'), {}).compile()
        if original is None:
            sys.exit('the engine does not compile')
        benches = [Bench('%s/%d' % (folder, i), original)
                   for i in range(args.jobs)]
        verdict = benches[0].test({})
        if verdict:
            sys.exit('without any fault: ' + verdict)
        mutants = find_mutants(names)
        print('# %d faults in %s' % (len(mutants), ' '.join(names)), flush=True)
        real, none = compile_all(mutants, benches, pool)
        for what, count in sorted(none.items()):
            print('# %5d %s' % (count, what))
        test_all(real, benches, pool)
    passed, failed = report(real, explanations(names))
    print('%d passed, %d failed, 0 skipped' % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == '__main__':
    sys.exit(main())
