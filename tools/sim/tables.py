#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Compare the tables in the engine's comments with conformance.tsv, both ways.

A state table has three columns, of which the third may say "NAME: condition",
"NAME at once" or "stay, action: condition"; below a state may stand "(from any
other: condition)". A decision table has two. Output is KTAP.

usage: tables.py FOLDER-OF-THE-ENGINE CONFORMANCE.TSV
"""

import re
import sys

# Which tables stand in which file, in their order, and whose they are.
TABLES = [
    ('receive.c', [['Receive'], ['port_moved']]),
    ('periodic.c', [['Periodic Transmission']]),
    ('group.c', [['Group'], ['Give up']]),
    ('selection.c', [['Selection'], ['Ready']]),
    ('restore.c', [['Restore'], ['Hold down']]),
    ('standby.c', [['Place'], ['Yield'], ['Need']]),
    ('fallback.c', [['Fallback']]),
    ('mux.c', [['Mux, coupled'], ['Mux, independent']]),
    ('transmit.c', [['Transmit']]),
    ('churn.c', [['Actor Churn Detection', 'Partner Churn Detection']]),
    ('marker.c', [['Marker Responder']]),
    ('flush.c', [['Marker Generator']]),
    ('run.c', [['Device']]),
    ('config.c', [['Management']]),
]
# The change of kind is not a machine's own: lacp_mux_set_kind() explains it.
UNWRITTEN = ['Mux, becomes coupled', 'Mux, becomes independent']


def comment_tables(path):
    """Yield each table of the first comment: its column starts and lines."""
    with open(path, encoding='utf-8') as source:
        text = source.read()
    comment = text[text.index('/*\n'):text.index('*/')]
    lines = [line[3:] for line in comment.split('\n')]
    for i, line in enumerate(lines):
        if not re.fullmatch(r'-+(  -+)+', line):
            continue
        starts = [0] + [m.end() for m in re.finditer(r'-+ +(?=-)', line)]
        end = next(k for k in range(i, len(lines)) if not lines[k].strip())
        yield starts, lines[i + 1:end]


def decision_table(starts, lines):
    """Rows of a table with a condition and actions, in their order."""
    rows = []
    for line in lines:
        left, right = line[:starts[1]], line[starts[1]:]
        if right.strip() and not line.startswith(' '):
            rows.append([left.strip(), right.strip()])
        else:
            rows[-1][0] = (rows[-1][0] + ' ' + left.strip()).strip()
            rows[-1][1] = (rows[-1][1] + ' ' + right.strip()).strip()
    return [('-', condition, actions, '-') for condition, actions in rows]


def read_states(starts, lines):
    """[name, entry, condition from any, is it also from itself, exits]"""
    states = []
    for line in lines:
        left, mid, right = (line[:starts[1]], line[starts[1]:starts[2]],
                            line[starts[2]:])
        name = re.match(r'[A-Z_]+', line)
        if name:
            states.append([name[0], '', None, False, []])
            if name.end() > starts[1]:
                continue
        state = states[-1]
        from_any = re.match(r'  \(from any( other)?: (.*?)\)', line)
        if from_any:
            state[2:4] = from_any[2], not from_any[1]
            right = line[max(starts[2], from_any.end()):]
        else:
            state[1] = (state[1] + ' ' + mid.strip()).strip()
        if right.startswith(' '):
            state[4][-1] += ' ' + right.strip()
        elif right.strip():
            state[4].append(right.strip())
    return states


def state_table(starts, lines):
    """Rows of a state table, and the state that it begins in."""
    states = read_states(starts, lines)
    entry = {state[0]: state[1] for state in states}
    rows = set()
    for name, _, _, _, exits in states:
        for text in exits:
            target, action, at_once, condition = re.fullmatch(
                r'(stay|[A-Z_]+)(?:, ([^:]+))?(?:( at once)|: (.*))',
                text).groups()
            if at_once:
                condition = 'at once'
            if target == 'stay':
                rows.add((name, condition, action or '-', '-'))
            else:
                rows.add((name, condition, action or entry.get(target, '-'),
                          target))
    for name, actions, condition, itself, _ in states:
        for other in entry if condition else ():
            if other == name and itself:
                rows.add((other, condition, '-', '-'))
            elif other != name and (other, 'at once', actions,
                                    name) not in rows:
                rows.add((other, condition, actions, name))
    return rows, states[0][0]


def file_rows(path):
    """Rows of the file by machine, and the state that each begins in."""
    rows, begins = {}, {}
    with open(path, encoding='utf-8') as table:
        for line in table:
            if line.startswith('#') or not line.strip():
                continue
            machine, state, condition, actions, target = line.split('\t')[:5]
            if condition == 'BEGIN':
                begins[machine] = target
                rows.setdefault(machine, [])
            else:
                rows.setdefault(machine, []).append(
                    (state, condition, actions, target))
    return rows, begins


def show(what, rows):
    for row in sorted(rows):
        print('    # %s: %s: %s -> %s {%s}' % (what, row[0], row[1], row[3],
                                               row[2]))


def compare(number, source, machine, table, in_file, begins):
    """Print one test result; whether it passed."""
    starts, lines = table
    if len(starts) == 2:
        in_code, begin = decision_table(starts, lines), None
    else:
        in_code, begin = state_table(starts, lines)
    wanted = in_file.get(machine, [])
    okay = in_code == wanted if begin is None else in_code == set(wanted)
    show('only in the comment', set(in_code) - set(wanted))
    show('only in the file', set(wanted) - set(in_code))
    if machine in begins and begins[machine] != begin:
        print('    # begins in %s, in the file in %s' % (begin,
                                                         begins[machine]))
        okay = False
    print('    %sok %d %s: the comment in %s has these %d rows' %
          ('' if okay else 'not ', number, machine, source, len(wanted)))
    return okay


def main():
    folder, path = sys.argv[1:]
    in_file, begins = file_rows(path)
    number, failed, seen = 0, 0, set(UNWRITTEN)
    print('KTAP version 1\n1..1\n    KTAP version 1\n    # Subtest: comments')
    for source, owners in TABLES:
        tables = list(comment_tables('%s/%s' % (folder, source)))
        if len(tables) != len(owners):
            sys.exit('%s: %d tables, not %d' % (source, len(tables),
                                                len(owners)))
        for table, machines in zip(tables, owners):
            for machine in machines:
                number += 1
                seen.add(machine)
                failed += not compare(number, source, machine, table, in_file,
                                      begins)
    number += 1
    for machine in sorted(set(in_file) - seen):
        print('    # no comment has a table of: ' + machine)
    missing = bool(set(in_file) - seen)
    failed += missing
    print('    %sok %d every machine of the file has its table' %
          ('not ' if missing else '', number))
    print('    1..%d\n%sok 1 comments' % (number, 'not ' if failed else ''))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
